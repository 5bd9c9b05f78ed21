import { v7 } from "uuid";
import { z } from "zod";

/** Ids are UUIDv7 (RFC 9562): they sort by the time they were made. */
export const newId = (): string => v7();

/** Any UUID, of whatever version: users' ids are made elsewhere. */
export const id = z.guid().toLowerCase().meta({ format: "uuid" });
