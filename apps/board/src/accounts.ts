/** Who can log in: the operator of BOARD_USER and BOARD_PASSWORD, and the accounts in BOARD_ACCOUNTS. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { BOARD_ROLES, type BoardRole } from "@assent/domain";
import { secret } from "@assent/runtime";
import { z } from "zod";
import { OF_PROVIDER, type OidcEnv, oidcSettings } from "./oidc/env.ts";
import { hashPassword, isPasswordHash, isPasswordOf } from "./password.ts";

/** Whoever is logged in. */
export interface Account {
  name: string;
  role: BoardRole;
}

export type HashedAccount = Account & { hash: string };

export interface Accounts extends OidcEnv {
  SESSION_SECRET: string;
  BOARD_USER: string;
  BOARD_PASSWORD: string;
  BOARD_ACCOUNTS: HashedAccount[];
}

const MOST_ACCOUNTS = 200;

/** Of each password. */
export const boardPassword = secret(12);

const account = z.object({
  name: z.string().regex(/^[\w.@-]{1,64}$/, "must have 1 to 64 letters, digits and any of _ . @ -"),
  role: z.enum(BOARD_ROLES, `must be one of ${BOARD_ROLES.join(", ")}`),
  hash: z.string().refine(isPasswordHash, "must be what `assent board account` prints"),
});

/** `name:role:hash`, one after the other, with white space or commas between them. */
export const accountList = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))
  .transform((entries) => entries.map((entry) => entry.split(":")).map(([name, role, ...hash]) => ({ name, role, hash: hash.join(":") })))
  .pipe(z.array(account).max(MOST_ACCOUNTS, `must have at most ${MOST_ACCOUNTS} accounts`));

/** An entry of the list. @throws Error that names what is wrong */
export async function accountFor(who: Account, password: string): Promise<string> {
  const broken = account.omit({ hash: true }).safeParse(who).error ?? boardPassword.safeParse(password).error;
  if (broken) throw new Error(`This is no account: ${broken.issues[0]?.path.join(".") || "the password"} ${broken.issues[0]?.message}.`);
  return [who.name, who.role, await hashPassword(password)].join(":");
}

export const namesEachOnce = ({ BOARD_USER, BOARD_ACCOUNTS }: Pick<Accounts, "BOARD_USER" | "BOARD_ACCOUNTS">): boolean =>
  new Set([BOARD_USER, ...BOARD_ACCOUNTS.map(({ name }) => name)]).size === BOARD_ACCOUNTS.length + 1;

const operatorIn = ({ BOARD_USER }: Accounts): Account => ({ name: BOARD_USER, role: "operator" });

/** A hash is computed for a name that nobody has as well, so that the time of an answer tells no names. */
export async function recognise(accounts: Accounts, user: string, password: string): Promise<Account | undefined> {
  const named = accounts.BOARD_ACCOUNTS.find(({ name }) => name === user);
  const { hash } = named ?? accounts.BOARD_ACCOUNTS[0] ?? {};
  const matches = hash !== undefined && (await isPasswordOf(hash, password));
  if (named) return matches ? named : undefined;
  return same(user, accounts.BOARD_USER) && same(password, accounts.BOARD_PASSWORD) ? operatorIn(accounts) : undefined;
}

/** In constant time, whatever the lengths. */
const same = (a: string, b: string) => timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());

/** What a session of this account is begun with: another password or role, and there is no such session any more. */
export function credentialsOf(accounts: Accounts, account: Account): string {
  return signed(accounts, account.name.startsWith(OF_PROVIDER) ? oidcSettings(accounts) : proofOf(accounts, account));
}

function proofOf({ BOARD_ACCOUNTS, BOARD_PASSWORD }: Accounts, { name, role }: Account) {
  const hashed = BOARD_ACCOUNTS.find((one) => one.name === name);
  return [name, role, hashed?.hash ?? BOARD_PASSWORD];
}

const signed = ({ SESSION_SECRET }: Accounts, proof: unknown): string =>
  createHmac("sha256", SESSION_SECRET)
    .update(`board-credentials\0${JSON.stringify(proof)}`)
    .digest("base64url");

/** Sessions of a provider are as valid as what the configuration says of it. */
export function allCredentials(accounts: Accounts): string[] {
  const ofProvider = oidcSettings(accounts);
  const own = [operatorIn(accounts), ...accounts.BOARD_ACCOUNTS].map((one) => credentialsOf(accounts, one));
  return ofProvider ? [...own, signed(accounts, ofProvider)] : own;
}
