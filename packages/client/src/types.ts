/** The contract's names, and what can be asked of each call. */
import type { components, operations } from "./contract.ts";

type Schemas = components["schemas"];
type Operation = keyof operations;

export type NewSession = Schemas["NewSession"];
export type CreatedSession = Schemas["CreatedSession"];
export type Session = Schemas["Session"];
export type NewConsent = Schemas["NewConsent"];
export type Consent = Schemas["Consent"];
export type Withdrawal = Schemas["Withdrawal"];
export type Unsealing = Schemas["Unsealing"];
export type Accepted = Schemas["Accepted"];
export type Job = Schemas["Job"];
export type ListedJob = Schemas["ListedJob"];
export type LiveJob = Schemas["LiveJob"];
export type Event = Schemas["Event"];
export type AuditLog = Schemas["AuditLog"];

/** What an operation answers with a status, as JSON. */
export type AnswerOf<Name extends Operation, Status extends number> = operations[Name]["responses"] extends infer Responses
  ? Status extends keyof Responses
    ? Responses[Status] extends { content: { "application/json": infer Body } }
      ? Body
      : never
    : never
  : never;

/** What may stand in the query of an operation; `limit` is the size of a page, not of the list. */
export type FilterOf<Name extends Operation> = NonNullable<operations[Name]["parameters"]["query"]>;

export type ConsentReceipt = AnswerOf<"readConsentReceipt", 200>;
export type ConsentCheck = AnswerOf<"checkConsent", 200>;
export type AuditCheckpoint = AnswerOf<"readAuditCheckpoint", 200>["checkpoint"];
export type AuditProof = AnswerOf<"proveAuditLog", 200>;
export type AuditConsistency = AnswerOf<"proveAuditConsistency", 200>;

type Problems = {
  [Name in keyof components["responses"]]: components["responses"][Name] extends {
    content: { "application/problem+json": { type?: infer Type } };
  }
    ? Type
    : never;
}[keyof components["responses"]];

/** `urn:assent:problem:...`: every type that the contract names. A server may know more. */
export type ProblemType = Extract<Problems, string>;
type NameIn<Urn> = Urn extends `urn:assent:problem:${infer Name}` ? Name : never;
/** The last part of a type: `consent-refused`. docs/problems.md says what to do about each. */
export type ProblemName = NameIn<ProblemType>;
export type ProblemDocument = Schemas["Problem"];
