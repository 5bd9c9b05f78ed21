/** Few tries at the login, from one address and at one account, counted for all boards together. */
import { createHmac } from "node:crypto";
import { useLimits } from "@assent/db";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { BoardContext } from "./context.ts";

const WINDOW_MS = 60_000;
const MOST = { address: 10, account: 20 };

/**
 * Counts a try before it is judged, so that many at once are not one; at an account, if one was named. PostgreSQL being away, nobody is let in.
 *
 * @returns how to take it back: a right password is no try. @throws Error with the status 429
 */
export async function countTry(context: BoardContext, request: FastifyRequest, reply: FastifyReply, account?: string) {
  /** The account second: whoever makes names up is stopped by the address, before each name becomes a row. */
  const tries = [tryOf(context, "address", request.ip), ...(account === undefined ? [] : [tryOf(context, "account", account)])];
  for (const { what, count } of tries) {
    const { used, endsInMs } = await count(1);
    if (used > MOST[what]) throw tooMany(reply, endsInMs);
  }
  return async function takeBack() {
    for (const { count } of tries) await count(-1);
  };
}

/** Its key says of whom in a way that only this deployment can repeat. */
function tryOf({ db, env }: BoardContext, what: keyof typeof MOST, whose: string) {
  const key = `login-${what}:${createHmac("sha256", env.SESSION_SECRET).update(`login-${what}\0${whose}`).digest("base64url")}`;
  const count = async (points: number) => {
    const [counted] = await useLimits(db, [{ key, points, windowMs: WINDOW_MS }]);
    return counted ?? { used: Number.POSITIVE_INFINITY, endsInMs: WINDOW_MS };
  };
  return { what, count };
}

function tooMany(reply: FastifyReply, endsInMs: number) {
  reply.header("retry-after", Math.max(1, Math.ceil(endsInMs / 1_000)));
  return Object.assign(new Error("too many tries"), { statusCode: 429 });
}
