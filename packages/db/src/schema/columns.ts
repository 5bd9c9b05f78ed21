import { customType, timestamp } from "drizzle-orm/pg-core";

export const time = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

/** The id of a transaction, which never wraps around. */
export const xid8 = customType<{ data: bigint; driverData: string }>({ dataType: () => "xid8", fromDriver: BigInt, toDriver: String });
