/** The broker takes no deliveries. `reason` is one word of a closed set, and names no host and no secret. */
export class BrokerTrouble extends Error {
  override name = "BrokerTrouble";
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(`the broker takes no deliveries: ${reason}`, options);
    this.reason = reason;
  }
}

const FULL = "out_of_memory";

export const isFull = (error: unknown): boolean => error instanceof BrokerTrouble && error.reason === FULL;
