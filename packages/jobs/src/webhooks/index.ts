export { type AllowedHosts, wrongWith } from "./addresses.ts";
export { allowedIn, deliverWebhooksWith, type WebhookVariables } from "./settings.ts";
export { newWebhookSecret } from "./sign.ts";
