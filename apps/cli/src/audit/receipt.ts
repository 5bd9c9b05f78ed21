import { readFile } from "node:fs/promises";
import { type Receipt, verifyReceipt } from "@assent/auditor";
import { Failure } from "../failure.ts";
import { verifiersOf } from "./keys.ts";

/** @throws Failure that says what is wrong with the receipt */
export async function checkReceipt(file: string, keys: string[]) {
  const verifiers = await verifiersOf(keys);
  if (verifiers.length === 0) throw new Failure("usage", "give the log's public key with --key");
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new Failure("usage", error.message);
  });
  try {
    const receipt = JSON.parse(text) as Receipt;
    const { grantedAt, ...proven } = verifyReceipt(receipt, verifiers);
    return { consent: receipt.consent, proven: { ...proven, granted_at: grantedAt.toISOString() } };
  } catch (error) {
    throw new Failure("failed", `NOT PROVEN: ${(error as Error).message}`);
  }
}
