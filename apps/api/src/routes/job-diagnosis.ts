import { diagnosisView, viewOf } from "@assent/domain";
import { diagnose } from "@assent/jobs";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { idParams } from "../schemas.ts";
import { findOwnJob } from "./jobs.ts";

export function jobDiagnosisRoutes(app: Api, context: Context) {
  const schema = operation({
    operationId: "diagnoseJob",
    tags: ["jobs"],
    summary: "Say why a job is not running",
    access: { scope: "jobs:read", owner: "fleet" },
    params: idParams,
    response: { 200: z.object({ diagnosis: diagnosisView }) },
  });
  app.get("/jobs/:id/diagnosis", { schema }, async (request) => {
    const job = await findOwnJob(context, request);
    return { diagnosis: viewOf(diagnosisView, await diagnose(context.db, context.broker, job)) };
  });
}
