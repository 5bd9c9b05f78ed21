import type { Writable } from "node:stream";

/**
 * What is written to a stream by promises that continue one after the other, before the event loop goes on, leaves it together. To a socket each write is a call of the system that wakes
 * whoever reads at its other end, which costs more than the bytes of a statement.
 */
export function gatherWrites<Stream extends Writable>(stream: Stream): Stream {
  const write = stream.write.bind(stream) as (...chunk: unknown[]) => boolean;
  return Object.assign(stream, {
    write(...chunk: unknown[]) {
      if (stream.writableCorked === 0) {
        stream.cork();
        process.nextTick(() => stream.uncork());
      }
      return write(...chunk);
    },
  });
}
