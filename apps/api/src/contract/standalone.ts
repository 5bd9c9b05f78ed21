/** The contract of this version, without a server, a database or a queue: nothing is asked of the routes but what they declare. */
import { createLog } from "@assent/runtime";
import { createAdmission } from "../admission/admission.ts";
import { buildApi } from "../api.ts";
import type { Context } from "../context.ts";
import type { OpenApi } from "./document.ts";

export async function contractOfThisVersion(): Promise<OpenApi> {
  const log = createLog("assent-contract", "silent");
  const nothingBehind = { env: { AUTH_MODE: "open" }, admission: createAdmission(log, () => 0), stopping: new AbortController().signal };
  const api = await buildApi(nothingBehind as unknown as Context, log);
  try {
    return api.contract();
  } finally {
    await api.close();
  }
}
