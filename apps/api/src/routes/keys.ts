import { type EncryptionKeyRow, type KeyHolderRow, listKeys, listLiveHolders } from "@assent/db";
import { keyHolderView, keyId, keyView, name, Refusal, viewOf } from "@assent/domain";
import { z } from "zod";
import type { Api, Context } from "../context.ts";
import { operation } from "../contract/operation.ts";
import { beginRotation } from "../keys/rotation.ts";
import { refused } from "../problems.ts";
import { message } from "../schemas.ts";
import { operator } from "./operator.ts";

const newRotation = z.strictObject({
  to: keyId.optional().describe("the key that shall seal; may be left out when only one is announced"),
});

name("NewKeyRotation", newRotation, { to: "k2027-01" });

export function keyRoutes(app: Api, context: Context) {
  listRoute(app, context);
  rotateRoute(app, context);
}

function listRoute(app: Api, { db }: Context) {
  const schema = operation({
    operationId: "listKeys",
    tags: ["keys"],
    summary: "List the encryption keys, how far each that is being left has come, and the API processes that have them; never a key",
    access: { scope: "keys:read", owner: "fleet" },
    response: { 200: z.object({ keys: z.array(keyView), key_holders: z.array(keyHolderView) }) },
  });
  app.get("/keys", { schema }, async () => {
    const holders = await listLiveHolders(db);
    const keys = await listKeys(db);
    return { keys: keys.map((key) => viewKey(key, holders)), key_holders: holders.map(viewHolder) };
  });
}

function rotateRoute(app: Api, { db }: Context) {
  const schema = operation({
    operationId: "rotateKeys",
    tags: ["keys"],
    summary: "Have another key seal, once every live API process has it; what is under the others is rewrapped, and they are retired",
    access: { scope: "keys:rotate", owner: "fleet" },
    body: newRotation.nullish(),
    response: { 202: z.object({ message: message("Accepted; follow Location for its progress"), to: z.string() }) },
    problems: ["conflict"],
  });
  app.post("/key-rotations", { schema }, async (request, reply) => {
    const to = await beginRotation(db, request.body?.to, operator(request));
    if (to instanceof Refusal) throw refused(to);
    return reply.code(202).header("location", "/api/v1/keys").send({ message: "Accepted; follow Location for its progress", to });
  });
}

const viewKey = (key: EncryptionKeyRow, holders: KeyHolderRow[]) =>
  viewOf(keyView, {
    ...key,
    heldBy: holders.filter(({ keys }) => keys[key.keyId] === key.checkValue).length,
    sealing: holders.filter(({ sealsWith }) => sealsWith === key.keyId).length,
  });

const viewHolder = (holder: KeyHolderRow) => viewOf(keyHolderView, { ...holder, keyIds: Object.keys(holder.keys) });
