/** The same request, parsed and answered, and nothing else done: what HTTP itself costs. */
import Fastify from "fastify";

const app = Fastify();
app.post("/api/v1/sessions", async (_request, reply) => reply.code(202).send({ message: "accepted" }));
const url = await app.listen({ host: "127.0.0.1", port: 0 });
console.log(JSON.stringify({ event: "ready", url }));
