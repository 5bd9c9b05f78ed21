import type { Kind } from "../kind.ts";
import { consentCheck } from "./consent-check.ts";
import { consentGrant } from "./consent-grant.ts";
import { consentWithdraw } from "./consent-withdraw.ts";
import { sessionCreate } from "./session-create.ts";
import { sessionExpire } from "./session-expire.ts";
import { sessionRenew } from "./session-renew.ts";
import { sessionRevoke } from "./session-revoke.ts";
import { userErase } from "./user-erase.ts";
import { webhookDeliver } from "./webhook-deliver.ts";

/** Every job kind. A new kind is a file beside this one and a line here. */
export const kinds: readonly Kind[] = [
  sessionCreate,
  sessionRenew,
  sessionRevoke,
  sessionExpire,
  consentGrant,
  consentWithdraw,
  consentCheck,
  userErase,
  webhookDeliver,
];
