import { listed } from "./lists.ts";
import type { CallOptions } from "./options.ts";
import { get } from "./transport/call.ts";
import type { Transport } from "./transport/transport.ts";
import type { AnswerOf, AuditCheckpoint, AuditConsistency, AuditLog, AuditProof, FilterOf } from "./types.ts";

/** Who did what, to whom, under which job; and the proofs of it, which docs/audit.md says how to check. Needs `audit:read`. */
export class Audit {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Newest first. */
  list(filter: FilterOf<"listAuditLogs"> = {}, options: CallOptions = {}): AsyncGenerator<AuditLog, void, undefined> {
    return listed(this.#transport, { path: "/audit-logs", name: "audit_logs" }, filter, options);
  }

  /** The last signed root of the log. */
  async checkpoint(options?: CallOptions): Promise<AuditCheckpoint> {
    return (await this.#read<AnswerOf<"readAuditCheckpoint", 200>>("/audit-logs/checkpoint", {}, options)).checkpoint;
  }

  /** That a row is in the log, at the last checkpoint unless a size is given. A row is sealed within seconds: it waits for that. */
  proof(id: string, query: FilterOf<"proveAuditLog"> = {}, options?: CallOptions): Promise<AuditProof> {
    return this.#read(`/audit-logs/${encodeURIComponent(id)}/proof`, query, options);
  }

  /** That the log of one size is the beginning of that of another. */
  consistency(query: FilterOf<"proveAuditConsistency">, options?: CallOptions): Promise<AuditConsistency> {
    return this.#read("/audit-logs/consistency", query, options);
  }

  async #read<Body>(path: string, query: Record<string, number | undefined>, options: CallOptions | undefined): Promise<Body> {
    return (await this.#transport.send<Body>(get(path, query), this.#transport.begin(options))).body;
  }
}
