import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take minutes. Begun last, one of them would keep one core busy while the other has nothing left to do. */
const LONG = [
  "compose/fleet",
  "faults/breaks",
  "bench/bench",
  "poison/",
  "plans/",
  "faults/smoke.redis",
  "redis-refuses",
  "faults/smoke.postgres",
  "process/start",
  "process/stop",
  "process/worker.",
];

const rank = ({ moduleId }: TestSpecification) => LONG.findIndex((part) => moduleId.includes(part)) >>> 0;

/** The order in which files begin: the long ones first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
