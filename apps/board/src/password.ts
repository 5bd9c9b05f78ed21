/** Passwords of accounts, of which the configuration holds hashes. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { inTurn } from "@assent/runtime";

/** No dollar in it: Compose would take that for a variable. */
const FORM = /^scrypt\.17\.8\.1\.([\w-]{22})\.([\w-]{43})$/;
const COST: ScryptOptions = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** Each takes 128 MiB and a third of a second. */
const oneAfterTheOther = inTurn({ most: 1, patienceMs: 10_000, mostWaiting: 20 });

const stretch = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);
const keyOf = (password: string, salt: Buffer) => oneAfterTheOther(() => stretch(password, salt, KEY_BYTES, COST));

export const isPasswordHash = (text: string): boolean => FORM.test(text);

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await keyOf(password, salt);
  return ["scrypt.17.8.1", salt.toString("base64url"), key.toString("base64url")].join(".");
}

/** @throws TooManyWaiting when so many ask at once that it would take too long */
export async function isPasswordOf(hash: string, password: string): Promise<boolean> {
  const [, salt = "", key = ""] = FORM.exec(hash) ?? [];
  const expected = Buffer.from(key, "base64url");
  return expected.length === KEY_BYTES && timingSafeEqual(await keyOf(password, Buffer.from(salt, "base64url")), expected);
}
