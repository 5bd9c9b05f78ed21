import { expect, expectTypeOf, it } from "vitest";
import { Assent, type AssentProblem, isProblem, type ProblemName } from "./index.ts";
import { problem, serverWith } from "./test/server.ts";

const refusal = problem(403, "consent-refused", { reasons: ["consent_withdrawn"], errors: [{ field: "f", rule: "r" }], job_id: "job-1" });

it("has what the document says", async () => {
  const { baseUrl } = await serverWith(refusal);
  const error: unknown = await new Assent({ baseUrl }).consents.get("c").catch((thrown) => thrown);
  if (!isProblem(error, "consent-refused")) throw error;
  expectTypeOf(error.type).toEqualTypeOf<"urn:assent:problem:consent-refused">();
  expect(error).toMatchObject({ status: 403, reasons: ["consent_withdrawn"], errors: [{ field: "f", rule: "r" }], jobId: "job-1" });
  expect(error.message).toBe("A title: A detail.");
});

it("is of its own type only", async () => {
  const { baseUrl } = await serverWith(refusal);
  const error: unknown = await new Assent({ baseUrl }).consents.get("c").catch((thrown) => thrown);
  expect(isProblem(error)).toBe(true);
  expect(isProblem(error, "conflict")).toBe(false);
  expect(isProblem(new Error("none"))).toBe(false);
});

it("is one even if a proxy says it in its own words", async () => {
  const { baseUrl } = await serverWith((response) => response.writeHead(404).end("<h1>nginx</h1>"));
  await expect(new Assent({ baseUrl }).consents.get("c")).rejects.toEqual(
    expect.objectContaining({ type: "about:blank", status: 404, reasons: [], errors: [] }),
  );
});

it("knows every type of the contract", () => {
  expectTypeOf<"job-vanished" | "idempotency-key-reused" | "key-unavailable">().toExtend<ProblemName>();
  expectTypeOf<"no-such-type">().not.toExtend<ProblemName>();
  expectTypeOf<AssentProblem>().toExtend<Error>();
});
