/** A value that does not open: wrong row, wrong key, or changed. It never says which bytes. */
export class SealError extends Error {
  override name = "SealError";
}
