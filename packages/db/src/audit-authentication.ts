/** What makes it evident that a row of the audit log was written by a process of this deployment. */
export interface Authentication {
  keyId: string;
  mac: Buffer;
}

type Authenticate = (body: string) => Authentication;

let authenticate: Authenticate = () => {
  throw new Error("nothing may be written into the audit log before the process has said how its rows are authenticated");
};

/** Every pool of a process writes into the same log: its main function calls this once, before it opens any. */
export function authenticateAuditWith(keys: { authenticate: Authenticate }): void {
  authenticate = (body) => keys.authenticate(body);
}

export const authenticated = (body: string): Authentication => authenticate(body);
