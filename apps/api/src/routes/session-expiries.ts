import { id } from "@assent/domain";
import { sessionExpire } from "@assent/jobs";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { noBody, writeAnswers } from "../schemas.ts";
import { write, writeHeaders } from "../write.ts";

const expired = z.object({
  sessions_expired: z.int(),
  more: z.boolean().describe("whether others are due as well; call again"),
  job_id: id,
});

export function sessionExpiryRoutes(app: Api, context: Context) {
  app.post(
    "/session-expiries",
    {
      schema: operation({
        operationId: "expireSessions",
        tags: ["sessions"],
        summary: "Expire all sessions that are due now, without waiting for a worker's next round",
        access: { scope: "expiries:write", owner: "fleet" },
        headers: writeHeaders,
        body: noBody,
        response: writeAnswers({ 200: expired }),
      }),
    },
    async (request, reply) => {
      return write(context, request, reply, {
        kind: sessionExpire,
        payload: { scope: "due" },
        userId: null,
        answer: (result) => ({ body: result }),
      });
    },
  );
}
