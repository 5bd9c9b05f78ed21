/** What a route says of itself. The contract, docs/openapi.json, and the check of who may call it are made from this. */
import type { ProblemType } from "@assent/domain";
import type { z } from "zod";
import type { Access } from "../access.ts";

export const TAGS = {
  sessions: "A user's sealed tokens of sportsbooks, each under a consent",
  consents: "What users have agreed to",
  users: "What is destroyed at a user's wish, and whose data must be kept",
  jobs: "The durable requests behind every write",
  kinds: "What jobs there are, and which of them are paused",
  workers: "The processes that do the work",
  keys: "Which key seals, and which are being left; never a key",
  events: "What has happened, for those who must know",
  webhooks: "Addresses to which events are delivered",
  audit: "Who did what, to whom, under which job",
  health: "For probes and load balancers",
} as const;

export interface Operation {
  /** Stable for ever: generated clients name their functions by it. */
  operationId: string;
  tags: readonly [keyof typeof TAGS];
  summary: string;
  access: Access | "anyone";
  params?: z.ZodObject;
  querystring?: z.ZodObject;
  headers?: z.ZodObject;
  body?: z.ZodType;
  response: Readonly<Record<number, z.ZodType>>;
  /** The problems it can answer with, beyond those that follow from the rest, as `problemsOf` tells. */
  problems?: readonly ProblemType[];
  /** Its answer has an ETag. */
  etag?: true;
  /** The media type of its answer, where that is not JSON. */
  produces?: readonly [string];
  /** What it answers besides JSON to whoever accepts `text/event-stream`. */
  streams?: { description: string; example: string };
}

declare module "fastify" {
  interface FastifySchema extends Partial<Pick<Operation, "access" | "problems" | "etag">> {}
}

/** Says at compile time what a route has forgotten to say. */
export const operation = <const Told extends Operation>(told: Told): Told => told;
