import { Command } from "commander";
import { answer, JSON_OPTION, several } from "../output.ts";

interface Flags {
  key: string[];
  json: boolean;
}

export const receiptCommand = () =>
  new Command("receipt").description("check a consent's receipt").addCommand(
    new Command("verify")
      .description("check the receipt in a file, with nothing but the log's public key")
      .argument("<file>", "as GET /api/v1/consents/{id}/receipt answers it")
      .option("--key <verifier>", "the public key, as `audit key` prints it; AUDIT_SIGNING_KEY's unless given", several, [])
      .option(...JSON_OPTION)
      .action(async (file: string, { key, json }: Flags) => {
        const { checkReceipt } = await import("../audit/receipt.ts");
        const { consent, proven } = await checkReceipt(file, key);
        answer(json, { consent, ...proven }, () =>
          [
            `user ${consent.user_id} consented to ${consent.purpose}, document ${consent.document_version}, at ${proven.granted_at}`,
            `the evidence is ${proven.evidence}; the grant is in the log ${proven.origin}, under its checkpoint of ${proven.size} rows`,
          ].join("\n"),
        );
      }),
  );
