import { Worker } from "bullmq";

const REFUSED_MS = 500;

/** BullMQ asks again at once when Redis refuses it a job (read-only, full, not permitted): ten thousand times a second and more. */
export class PatientWorker extends Worker {
  protected override async moveToActive(token: string, name?: string) {
    try {
      return await super.moveToActive(token, name);
    } catch (error) {
      await this.delay(REFUSED_MS);
      throw error;
    }
  }
}
