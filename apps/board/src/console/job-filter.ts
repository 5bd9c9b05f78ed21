/** Which jobs a page is about: in its address, in its form, and as the query takes it. */
import { clientTimestamp, id, JOB_STATUSES, type JobFilter, text } from "@assent/domain";
import { registry } from "@assent/jobs";
import { z } from "zod";
import type { Field } from "./forms.ts";
import { optional } from "./site.ts";

/** A browser's field for a time has no zone: it is meant as UTC. */
export const moment = optional(
  z
    .string()
    .transform((value) => (/T\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(value) ? withZone(value) : value))
    .pipe(clientTimestamp),
);

const withZone = (value: string) => `${/T\d\d:\d\d$/.test(value) ? `${value}:00` : value}Z`;

export const jobFilter = z.object({
  kind: optional(z.enum([...registry.keys()])),
  status: optional(z.enum(JOB_STATUSES)),
  user: optional(id),
  principal: optional(text(200)),
  request: optional(text(128)),
  since: moment,
  until: moment,
});
export type JobFilterForm = z.infer<typeof jobFilter>;

export const filterOf = ({ user, request, ...others }: JobFilterForm): JobFilter => ({ ...others, userId: user, requestId: request });

export const formOf = ({ userId, requestId, ...others }: JobFilter): JobFilterForm => ({ ...others, user: userId, request: requestId });

const forField = (iso: string | undefined) => iso?.slice(0, 19);

export const jobFields = ({ kind, status, user, principal, request, since, until }: JobFilterForm): Field[] => [
  { name: "kind", label: "Kind", value: kind, options: [...registry.keys()] },
  { name: "status", label: "Status", value: status, options: JOB_STATUSES },
  { name: "user", label: "User", value: user, hint: "UUID" },
  { name: "principal", label: "Asked by", value: principal },
  { name: "request", label: "Request", value: request },
  { name: "since", label: "From, UTC", value: forField(since), type: "datetime-local" },
  { name: "until", label: "Until, UTC", value: forField(until), type: "datetime-local" },
];

/** A filter in words. */
export const inWords = ({ kind, status, userId, principal, requestId, since, until }: JobFilter): string => {
  const parts = [
    ...[
      kind ?? "jobs of any kind",
      status && `that are ${status}`,
      userId && `of user ${userId}`,
      principal && `asked for by ${principal}`,
    ],
    ...[requestId && `of request ${requestId}`, since && `accepted since ${since}`, until && `accepted until ${until}`],
  ];
  return parts.filter(Boolean).join(", ");
};
