/**
 * How the driver writes and reads arrays. It would ask PostgreSQL for their types on each new connection, and nobody hears what
 * becomes of that question: if the connection is lost before the answer, it ends the process.
 */
const TEXTS = 1009;
const UUIDS = 2951;
const SPECIAL = /["\\]/;
const ELEMENT = /"((?:[^"\\]|\\.)*)"|[^{},]+/gs;

/** What is a string already was written by Drizzle. */
export const writeArray = (values: string[] | string): string => (Array.isArray(values) ? `{${values.map(quoted).join()}}` : values);

const quoted = (value: string) => `"${SPECIAL.test(value) ? value.replaceAll(/["\\]/g, "\\$&") : value}"`;

export const readArray = (text: string): string[] =>
  Array.from(text.matchAll(ELEMENT), ([bare, inQuotes]) => inQuotes?.replaceAll(/\\(.)/gs, "$1") ?? bare);

const arraysOf = (oid: number) => ({ to: oid, from: [oid], serialize: writeArray, parse: readArray });

/** For the driver's option `types`. An array of any other type needs a line here. */
export const arrayTypes = { texts: arraysOf(TEXTS), uuids: arraysOf(UUIDS) };
