/** Entity tags in a request (RFC 9110, 13.1). Ours have no comma in them, so a list can be split at its commas. */
const tagsIn = (header: string) => header.split(",").map((tag) => tag.trim());

export const isAny = (header: string) => header.trim() === "*";

/** If-Match compares strongly: a weak tag matches nothing. */
export const matches = (header: string, tag: string) => isAny(header) || tagsIn(header).includes(tag);

/** If-None-Match compares weakly. */
export const matchesWeakly = (header: string, tag: string) =>
  isAny(header) || tagsIn(header).some((one) => one.replace(/^W\//, "") === tag);
