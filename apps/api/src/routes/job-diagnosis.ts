import { diagnosisView, viewOf } from "@assent/domain";
import { diagnose } from "@assent/jobs";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { requireScope, requireService } from "../principal.ts";
import { answers, idParams } from "../schemas.ts";
import { findOwnJob } from "./jobs.ts";

export function jobDiagnosisRoutes(app: Api, context: Context) {
  const schema = {
    tags: ["jobs"],
    summary: "Say why a job is not running",
    params: idParams,
    response: answers({ 200: z.object({ diagnosis: diagnosisView }) }),
  };
  app.get("/jobs/:id/diagnosis", { schema }, async (request) => {
    requireService(request.principal);
    requireScope(request.principal, "jobs:read");
    const job = await findOwnJob(context, request);
    return { diagnosis: viewOf(diagnosisView, await diagnose(context.db, context.broker, job)) };
  });
}
