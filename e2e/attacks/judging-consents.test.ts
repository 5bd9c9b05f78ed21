/** Whatever a consent says and whatever is wanted under it: allowed is exactly what it covers. */
import { type ConsentTerms, type ConsentUse, judgeConsent, SESSION_PURPOSE } from "@assent/domain";
import fc from "fast-check";
import { expect, it } from "vitest";

const RUNS = { numRuns: 2_000 };
/** Few of each, so that they often are the same. */
const user = fc.constantFrom("user-a", "user-b");
const book = fc.constantFrom("acme", "other", "");
const time = fc.integer({ min: 0, max: 4 }).map((ms) => new Date(1_800_000_000_000 + ms));

const consent: fc.Arbitrary<ConsentTerms> = fc.record({
  userId: user,
  purpose: fc.constantFrom(SESSION_PURPOSE, "marketing", `${SESSION_PURPOSE} `),
  sportsbooks: fc.option(fc.array(book, { maxLength: 2 })),
  expiresAt: fc.option(time),
  withdrawnAt: fc.option(time, { freq: 2 }),
});
const use: fc.Arbitrary<ConsentUse> = fc.record({ userId: user, sportsbook: book, until: time }, { requiredKeys: ["userId"] });

/** Said once more, in the words of the law: everything must hold, and nothing is forgiven for something else. */
function covers(given: ConsentTerms, { userId, sportsbook, until }: ConsentUse, now: Date): boolean {
  if (given.userId !== userId || given.withdrawnAt || given.purpose !== SESSION_PURPOSE) return false;
  if (given.expiresAt && given.expiresAt.getTime() <= now.getTime()) return false;
  if (given.expiresAt && until && until.getTime() > given.expiresAt.getTime()) return false;
  return sportsbook === undefined || given.sportsbooks === null || given.sportsbooks.some((one) => one === sportsbook);
}

it("allows what the consent covers, and nothing else", () => {
  const asTold = fc.property(consent, use, time, (given, wanted, now) => {
    expect(judgeConsent(given, wanted, now).length === 0).toBe(covers(given, wanted, now));
  });
  fc.assert(asTold, RUNS);
});

it("tells a stranger nothing of a consent but that there is none", () => {
  const strangers = fc.property(consent, use, time, (given, wanted, now) => {
    fc.pre(given.userId !== wanted.userId);
    expect(judgeConsent(given, wanted, now)).toEqual(judgeConsent(undefined, wanted, now));
  });
  fc.assert(strangers, RUNS);
});

it("allows no more as time goes by, and none at all once it was withdrawn", () => {
  const later = fc.property(consent, use, time, time, (given, wanted, one, other) => {
    const [now, then] = one < other ? [one, other] : [other, one];
    if (judgeConsent(given, wanted, now).length > 0) expect(judgeConsent(given, wanted, then)).not.toEqual([]);
    expect(judgeConsent({ ...given, withdrawnAt: now }, wanted, then)).not.toEqual([]);
  });
  fc.assert(later, RUNS);
});

it("covers no longer a session, and no other sportsbook, than it says", () => {
  const wider = fc.property(consent, use, time, time, (given, wanted, now, until) => {
    fc.pre(judgeConsent(given, { ...wanted, until }, now).length === 0);
    expect(given.expiresAt === null || until <= given.expiresAt).toBe(true);
    if (given.sportsbooks)
      expect(judgeConsent(given, { ...wanted, sportsbook: "named-by-nobody" }, now)).toContain("sportsbook_not_covered");
  });
  fc.assert(wider, { numRuns: 500 });
});
