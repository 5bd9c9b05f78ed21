import type { FastifyRequest } from "fastify";

/** Who does it, as the audit rows of what operators do tell. */
export const operator = ({ principal, id }: FastifyRequest) => ({ principal: principal.name, requestId: id });
