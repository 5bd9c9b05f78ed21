import { listed } from "./lists.ts";
import type { CallOptions, WriteOptions } from "./options.ts";
import { get, post, remove } from "./transport/call.ts";
import type { Transport } from "./transport/transport.ts";
import type { AnswerOf, Consent, ConsentCheck, ConsentReceipt, FilterOf, NewConsent, Withdrawal } from "./types.ts";
import { changed, posted } from "./written.ts";

const at = (id: string) => `/consents/${encodeURIComponent(id)}`;

/** What users have agreed to. */
export class Consents {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async grant(consent: NewConsent, options?: WriteOptions): Promise<Consent> {
    return (await posted<AnswerOf<"grantConsent", 201>>(this.#transport, post("/consents", consent, options), options)).consent;
  }

  async get(id: string, options?: CallOptions): Promise<Consent> {
    return (await this.#read<AnswerOf<"readConsent", 200>>(at(id), options)).consent;
  }

  /** Newest first. */
  list(filter: FilterOf<"listConsents"> = {}, options: CallOptions = {}): AsyncGenerator<Consent, void, undefined> {
    return listed(this.#transport, { path: "/consents", name: "consents" }, filter, options);
  }

  /** When it resolves, no token leaves under this consent any more: its sessions have ended. Withdrawing again is no error, and ends none. */
  async withdraw(id: string, withdrawal?: Withdrawal, options?: CallOptions): Promise<{ consent: Consent; sessions_ended: number }> {
    const call = remove(at(id), withdrawal);
    const { consent, sessions_ended } = await changed<AnswerOf<"withdrawConsent", 200>>(this.#transport, call, options);
    return { consent, sessions_ended };
  }

  /** Judges it now; if it is not valid, its sessions end. */
  check(id: string, options?: WriteOptions): Promise<ConsentCheck> {
    return posted(this.#transport, post(`${at(id)}/checks`, undefined, options), options);
  }

  /** Proves the consent to whoever has the log's public key. A grant is sealed within seconds: it waits for that. */
  receipt(id: string, options?: CallOptions): Promise<ConsentReceipt> {
    return this.#read(`${at(id)}/receipt`, options);
  }

  async #read<Body>(path: string, options: CallOptions | undefined): Promise<Body> {
    return (await this.#transport.send<Body>(get(path), this.#transport.begin(options))).body;
  }
}
