import type { TaskContext } from "../maintenance.ts";

export const sealAudit = async ({ sealer, signal }: TaskContext): Promise<void> => sealer?.seal(signal);
