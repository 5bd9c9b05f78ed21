import { Audit } from "./audit.ts";
import { Consents } from "./consents.ts";
import { Events } from "./events.ts";
import { Jobs } from "./jobs.ts";
import type { AssentOptions } from "./options.ts";
import { Sessions } from "./sessions.ts";
import { createTransport } from "./transport/transport.ts";

/**
 * A client of one Assent. Each part is a class of its own over one transport, which alone knows where the API is and the token;
 * a further part is a file beside these and a line here.
 */
export class Assent {
  readonly sessions: Sessions;
  readonly consents: Consents;
  readonly jobs: Jobs;
  readonly events: Events;
  readonly audit: Audit;

  /** @throws TypeError if `baseUrl` is no http or https URL, or the token is none that a header can carry */
  constructor(options: AssentOptions) {
    const transport = createTransport(options);
    this.jobs = new Jobs(transport);
    this.sessions = new Sessions(transport, this.jobs);
    this.consents = new Consents(transport);
    this.events = new Events(transport);
    this.audit = new Audit(transport);
  }
}
