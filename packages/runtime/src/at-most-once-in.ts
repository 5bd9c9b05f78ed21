/**
 * Whoever asks gets what was seen at most `ms` milliseconds ago, or what is being looked for already: however many ask, one look
 * is under way at a time.
 */
export function atMostOnceIn<T>(ms: number, look: () => Promise<T>): () => Promise<T> {
  let last: { at: number; seen: Promise<T> } | undefined;
  let underWay = false;
  const over = () => {
    underWay = false;
  };

  return () => {
    if (last && (underWay || performance.now() - last.at <= ms)) return last.seen;
    underWay = true;
    last = { at: performance.now(), seen: look() };
    last.seen.then(over, over);
    return last.seen;
  };
}
