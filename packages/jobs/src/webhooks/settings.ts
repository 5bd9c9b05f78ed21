import { parseSmallSecrets, type SmallSecrets } from "@assent/vault";
import type { AllowedHosts } from "./addresses.ts";
import { createPost, type Post } from "./post.ts";

/** What a process that delivers webhooks needs. */
export interface WebhookSettings {
  secrets: SmallSecrets;
  post: Post;
  /** Told after those are parked that have failed for a day. */
  onParked: (ids: string[]) => void;
}

export interface WebhookVariables {
  AUDIT_KEY: string;
  WEBHOOK_ALLOW: string;
}

/** `host` and `host:port`, with commas between them. */
export const allowedIn = (list: string): AllowedHosts =>
  new Set(
    list
      .split(",")
      .map((one) => one.trim())
      .filter(Boolean),
  );

let settings: WebhookSettings | undefined;

/** A process that runs jobs calls this once, before it runs any. */
export function deliverWebhooksWith(
  { AUDIT_KEY, WEBHOOK_ALLOW }: WebhookVariables,
  onParked: WebhookSettings["onParked"] = () => {},
): void {
  settings = { secrets: parseSmallSecrets(AUDIT_KEY), post: createPost({ allowed: allowedIn(WEBHOOK_ALLOW) }), onParked };
}

export function webhookSettings(): WebhookSettings {
  if (!settings) throw new Error("no webhook may be delivered before the process has said how");
  return settings;
}
