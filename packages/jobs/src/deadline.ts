import { DEADLINE } from "@assent/db";

/** Thrown for what took too long. It may go on unheard: nothing in JavaScript can stop it. */
export class DeadlinePassed extends Error {
  override name = "DeadlinePassed";
  code = DEADLINE;
}

/** What the work answers. @throws DeadlinePassed when that takes longer than `ms` milliseconds */
export async function beforeDeadline<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new DeadlinePassed(`it was not done after ${ms} ms`)), ms);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}
