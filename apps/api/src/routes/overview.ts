import { overviewView } from "@assent/domain";
import { readOverview } from "@assent/jobs";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";

export function overviewRoutes(app: Api, { read }: Context) {
  const schema = operation({
    operationId: "readOverview",
    tags: ["workers"],
    summary: "The fleet at one glance: workers, kinds, rates and the latest failures",
    access: { scope: "workers:read", owner: "fleet" },
    response: { 200: z.object({ overview: overviewView }) },
  });
  app.get("/overview", { schema }, async (request) => {
    const overview = await read(readOverview);
    /** A token for a screen on the wall learns of nobody's jobs. */
    return { overview: request.principal.may("jobs:read") ? overview : { ...overview, last_failures: [] } };
  });
}
