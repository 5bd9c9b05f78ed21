import { randomBytes } from "node:crypto";

export const SECRETS = {
  JWT_SECRET: randomBytes(32).toString("base64url"),
  SESSION_SECRET: randomBytes(32).toString("base64url"),
  SESSION_ENCRYPTION_KEY: randomBytes(32).toString("hex"),
  AUDIT_KEY: randomBytes(32).toString("hex"),
  AUDIT_SIGNING_KEY: randomBytes(32).toString("hex"),
};
