import { Command } from "commander";

export const seedCommand = () =>
  new Command("seed")
    .description("add development data to the database at DATABASE_URL; safe to repeat")
    .option("--allow-production", "do it although NODE_ENV is production", false)
    .action(async ({ allowProduction }: { allowProduction: boolean }) => {
      const { authenticateAuditWith, connectTo, SEED, seedDevelopmentData } = await import("@assent/db");
      const { readEnv } = await import("@assent/runtime");
      const { parseMacKeys } = await import("@assent/vault");
      const { seedEnv } = await import("../env.ts");
      const env = readEnv(seedEnv);
      if (env.NODE_ENV === "production" && !allowProduction) {
        throw new Error("NODE_ENV is production, and development data does not belong there. If you are sure: seed --allow-production");
      }
      authenticateAuditWith(parseMacKeys(env.AUDIT_KEY));
      const { db, close } = connectTo(env, { name: "assent-seed", max: 1 });
      await seedDevelopmentData(db).finally(close);
      for (const [state, { userId, consentId }] of Object.entries(SEED))
        console.log(`${state.padEnd(9)} consent ${consentId} of user ${userId}`);
    });
