import { type Db, holdOn } from "@assent/db";
import { EXAMPLE, erasure, id, name, underHold } from "@assent/domain";
import { findPersonal, userErase } from "@assent/jobs";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { refused } from "../problems.ts";
import { message, writeAnswers } from "../schemas.ts";
import { write, writeHeaders } from "../write.ts";

const newErasure = z.strictObject({
  user_id: id,
  dry_run: z.boolean().optional().describe("answer what would be destroyed, and do nothing"),
});
name("NewErasure", newErasure, { user_id: EXAMPLE.user });

const answered = z.object({
  message: message("User erased successfully"),
  erasure,
  job_id: id.optional().describe("none for a dry run"),
});

export function erasureRoutes(app: Api, context: Context) {
  const schema = operation({
    operationId: "eraseUser",
    tags: ["users"],
    summary: "Destroy what is personal of a user, and withdraw every consent; refused while the user is under a legal hold",
    access: { scope: "users:erase", owner: "body" },
    headers: writeHeaders,
    body: newErasure,
    response: writeAnswers({ 200: answered }),
  });
  app.post("/erasures", { schema }, async (request, reply) => {
    const { user_id, dry_run } = request.body;
    if (dry_run) return reply.code(200).send(await context.read((db) => preview(db, user_id)));
    return write(context, request, reply, {
      kind: userErase,
      payload: { user_id },
      userId: user_id,
      answer: (result) => ({ body: { message: "User erased successfully", ...result } }),
    });
  });
}

async function preview(db: Db, userId: string) {
  const hold = await holdOn(db, userId);
  if (hold) throw refused(underHold());
  return { message: "Nothing was done", erasure: await findPersonal(db, userId) };
}
