/** In production no process starts on a secret that somebody could guess: it names each such variable, and repeats none of its value. */
import { expect, it } from "vitest";
import { startMain } from "../support/process.ts";
import { SECRETS } from "../support/system.ts";

const STRONG = {
  ...SECRETS,
  ...{
    NODE_ENV: "production",
    DATABASE_URL: "postgres://nobody@127.0.0.1:1/none",
    BOARD_USER: "operator",
    BOARD_PASSWORD: "b0ard-Qm3v8Xz1",
  },
};
/** Who reads what: a variable that a process has no use for does not keep it from starting. */
const READ = {
  api: ["JWT_SECRET", "SESSION_SECRET", "SESSION_ENCRYPTION_KEY", "AUDIT_KEY"],
  worker: ["AUDIT_KEY", "AUDIT_SIGNING_KEY"],
  board: ["SESSION_SECRET", "BOARD_PASSWORD", "AUDIT_KEY"],
};
const COUNTED = Array.from({ length: 32 }, (_, i) => i.toString(16).padStart(2, "0")).join("");
const WEAK: [string, text: string, hex: string][] = [
  ["none", "", ""],
  ["too short", "Qm3v8Xz1", "4f3c2a1b0e9d8c7b"],
  ["one digit", "a".repeat(40), "a".repeat(64)],
  ["from a tutorial", "my-super-secret-password-change-me-now", "0123456789abcdef".repeat(4)],
  ["a piece again and again", "Qm3v8Xz1Qm3v8Xz1Qm3v8Xz1Qm3v8Xz1", "4f3c2a1b0e9d8c7b".repeat(4)],
  ["counted up", "example-example-0123456789-abcdefghij", COUNTED],
];
const APPS = Object.keys(READ) as (keyof typeof READ)[];

it.each(APPS.flatMap((app) => WEAK.map(([what, text, hex]) => [app, what, text, hex] as const)))(
  "the %s starts on no secret that is %s",
  async (app, what, text, hex) => {
    const weak = Object.fromEntries(READ[app].map((name) => [name, /_KEY$/.test(name) ? hex : text]));
    const { code, output } = await startMain(app, { env: { ...STRONG, ...weak } }).exit;
    expect(code, output).toBe(1);
    const needed = READ[app].filter((name) => what !== "none" || name !== "AUDIT_SIGNING_KEY");
    for (const name of needed) expect(output.split(`  ${name}: `), output).toHaveLength(2);
    for (const value of [text, hex].filter(Boolean)) expect(output).not.toContain(value);
  },
);
