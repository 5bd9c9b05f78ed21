/** What a request may carry: JSON in UTF-8, as it is. */
import { isUtf8 } from "node:buffer";
import { MIMEType } from "node:util";
import type { FastifyRequest } from "fastify";
import type { Api } from "./context.ts";
import { HttpProblem } from "./problems.ts";

/** Zod drops this key from a record without a word; the other one that could do harm, no schema of ours lets through. */
const DROPPED_KEY = "__proto__";

/**
 * A body of no bytes is no body, even when the client names a content type; the schema says whether one is needed.
 * What is not UTF-8 is refused: by default the wrong bytes would be replaced, and a token stored that nobody sent.
 */
export function takeOnlyJson(app: Api) {
  const parse = app.getDefaultJsonParser("error", "ignore");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>("application/json", { parseAs: "buffer" }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    const wrong = wrongForm(request) ?? (isUtf8(body) ? undefined : new HttpProblem("malformed-request", "The body is not valid UTF-8."));
    if (wrong) return done(wrong);
    const text = body.toString();
    parse(request, text, (error, parsed) => done(error && isJson(text) ? droppedKey() : error, parsed));
  });
}

function wrongForm({ headers }: FastifyRequest) {
  const { "content-encoding": encoding = "", "content-type": type = "" } = headers;
  if (!/^(identity)?$/i.test(encoding))
    return wrongMedia("Send the body as it is, without a Content-Encoding.", { "accept-encoding": "identity" });
  if (!/^utf-?8$/i.test(charsetOf(type))) return wrongMedia("Send JSON in UTF-8; no other charset is read.");
  return undefined;
}

const wrongMedia = (detail: string, headers = {}) => new HttpProblem("unsupported-media-type", detail, {}, headers);

const charsetOf = (type: string) => (type.includes(";") ? new MIMEType(type).params.get("charset") : null) ?? "utf-8";

function isJson(text: string) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function droppedKey() {
  const rule = "is not allowed as a key, at any depth";
  return new HttpProblem("invalid-request", `${DROPPED_KEY}: ${rule}`, { errors: [{ field: DROPPED_KEY, rule }] });
}
