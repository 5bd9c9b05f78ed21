import { SCOPES } from "@assent/api/scopes";
import { Command } from "commander";

const LONGEST = /^[1-9]\d{0,3}\s?(s|m|h|d)$/;

interface TokenOptions {
  sub: string;
  scope?: string;
  expires: string;
}

export const tokenCommand = () =>
  new Command("token")
    .description("mint an access token for a user (a UUID) or a service (any other name)")
    .requiredOption("--sub <subject>", "the user's UUID, or the service's name")
    .option("--scope <scopes>", `what it may do, space-separated: ${Object.keys(SCOPES).join(" ")}`)
    .option("--expires <time>", "how long it is valid, such as 15m or 12h", "1h")
    .action(async ({ sub, scope, expires }: TokenOptions) => {
      const { subject } = await import("@assent/api");
      const { SignJWT } = await import("jose");
      const { readTokenEnv } = await import("../env.ts");
      const broken = subject.safeParse(sub).error?.issues[0];
      if (broken) throw new Error(`--sub cannot be a caller's name: ${broken.message}.`);
      const unknown = (scope?.split(" ") ?? []).filter((one) => !Object.hasOwn(SCOPES, one));
      if (unknown.length > 0)
        throw new Error(
          `Unknown scope: ${unknown.map((one) => JSON.stringify(one)).join(", ")}. Known: ${Object.keys(SCOPES).join(", ")}.`,
        );
      if (!LONGEST.test(expires)) throw new Error('--expires must be a number and a unit, such as "15m", "12h" or "7d".');
      const env = await readTokenEnv();
      const token = new SignJWT(scope === undefined ? {} : { scope })
        .setProtectedHeader({ alg: "HS256", typ: "JWT" })
        .setSubject(sub)
        .setIssuer(env.JWT_ISSUER)
        .setAudience(env.JWT_AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(expires);
      console.log(await token.sign(new TextEncoder().encode(env.JWT_SECRET)));
    });
