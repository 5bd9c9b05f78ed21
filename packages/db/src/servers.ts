/** The forms of URL by which PostgreSQL is reached: one server, or several of which one takes writes. */

export interface Servers {
  /** A plain URL of each. */
  urls: [string, ...string[]];
  /** Whether a connection may go to no other than the one that takes writes. */
  writable: boolean;
}

const FORM = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/;
const SESSION_ATTRIBUTES = "target_session_attrs";
/** libpq's words. The first also asks for transactions that are not read-only by default. */
const WRITABLE = ["read-write", "primary"];

/** @throws Error whose message says what is wrong with the URL and quotes nothing of it. */
export function serversOf(url: string): Servers {
  const [, before = "", hosts = "", after = ""] = FORM.exec(url) ?? wrong("must be a postgres:// URL");
  const urls = hosts.split(",").map((host) => plain(before + host + after));
  const wanted = attributesIn(after);
  if (wanted !== null && !WRITABLE.includes(wanted)) wrong(`must have ${SESSION_ATTRIBUTES}=read-write: everything writes`);
  if (wanted === null && urls.length > 1) wrong(`names several servers, so it must have ${SESSION_ATTRIBUTES}=read-write`);
  return { urls: wanted === null ? [url] : (urls as Servers["urls"]), writable: wanted !== null };
}

function plain(url: string): string {
  if (!URL.canParse(url)) wrong("must be a postgres:// URL");
  const one = new URL(url);
  one.searchParams.delete(SESSION_ATTRIBUTES);
  return one.toString();
}

const attributesIn = (after: string) => new URLSearchParams(after.split("?")[1] ?? "").get(SESSION_ATTRIBUTES);

function wrong(rule: string): never {
  throw new Error(rule);
}
