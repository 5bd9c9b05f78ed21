/** What is left of the best rate when ten times as many come, how long those wait who are let in, and when all is as before. */
import { addConsents, CONSENTS, sessionBody } from "../support/consents.ts";
import { type Crowd, crowd } from "../support/crowd.ts";
import { call } from "../support/http.ts";
import { ASSENT, type Measurement } from "../support/measurement.ts";
import { watchRss } from "../support/memory.ts";
import { bySize, type Run } from "../support/scenario.ts";
import { type Backend, newSystem } from "../support/system.ts";
import { waitFor } from "../support/wait-for.ts";

/** The rate no longer grows much beyond this; `accept` and `wait` are measured with about as many. */
const KNEE = 64;
const TIMES = 10;
/** As many as a front door may hold open to one engine. */
const MANY = 2_000;
const SOME = 200;
const NORMAL_WITHIN_MS = 30_000;

export async function overload(run: Run): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  for (const backend of run.options.backends) measured.push(...(await overloadOn(run, backend)));
  return measured;
}

async function overloadOn({ services, options: { size }, say }: Run, backend: Backend): Promise<Measurement[]> {
  const system = await newSystem(services, backend);
  const bodies = (await addConsents(system.sql, CONSENTS)).map((consent) => sessionBody(consent));
  const api = await system.startApi();
  await system.startWorker();
  const seconds = bySize(size, 1, 8);
  const come = (connections: number) => {
    say(`overload on ${backend}: ${connections} connections`);
    return crowd({ url: api.url, path: "/api/v1/sessions", bodies, connections, seconds });
  };
  await come(KNEE);
  const knee = await come(KNEE);
  const rss = watchRss(api.pid);
  const tenfold = await come(KNEE * TIMES);
  const many = await come(bySize(size, SOME, MANY));
  const mostRss = rss.stop();
  const normalMs = await untilNormal(api.url, bodies[0] ?? {}, knee);
  await system.close();
  return figures(backend, { knee, tenfold, many, mostRss, normalMs });
}

/** @returns how long it takes until a caller waits no longer for 201 than the slowest at the knee. */
async function untilNormal(url: string, body: object, { p99 }: Crowd): Promise<number> {
  const began = performance.now();
  const alone = async () => {
    const { status, ms } = await call(url, "POST", "/sessions", body);
    return status === 201 && ms <= p99;
  };
  await waitFor("a caller is served as before", alone, NORMAL_WITHIN_MS);
  return performance.now() - began;
}

interface Measured {
  knee: Crowd;
  tenfold: Crowd;
  many: Crowd;
  mostRss: number;
  normalMs: number;
}

function figures(backend: Backend, { knee, tenfold, many, mostRss, normalMs }: Measured): Measurement[] {
  const figure = (what: string, better: "more" | "less", value: number, unit: string, also = {}): Measurement => {
    return { who: ASSENT, what: `overload: ${what} (${backend})`, better, value, unit, also };
  };
  const one = ({ connections, goodput, p99, refused, refusedP99 }: Crowd) => [
    figure(`${connections} connections, goodput of that at the knee`, "more", (100 * goodput) / knee.goodput, "%", {
      per_second: goodput,
      refused_per_second: refused,
    }),
    figure(`${connections} connections, accepted after, p99`, "less", p99, "ms", { refused_after_p99_ms: refusedP99 }),
  ];
  return [
    figure(`knee, ${KNEE} connections`, "more", knee.goodput, "requests/s", { p99_ms: knee.p99 }),
    ...[tenfold, many].flatMap(one),
    figure("RSS of the API, the most", "less", mostRss, "MiB"),
    figure("served as before after", "less", normalMs, "ms"),
  ];
}
