/** Whether years of rows make anything slower: accepting, processing, and every list at its first page and deep into it. */
import { buildBacklog, processBacklog } from "../support/backlog.ts";
import { addHistory } from "../support/history.ts";
import { type ListTime, timeLists } from "../support/lists.ts";
import type { Measurement } from "../support/measurement.ts";
import { bySize, type Run } from "../support/scenario.ts";
import { newSystem } from "../support/system.ts";

interface Figures {
  accept: Measurement;
  process: Measurement;
  lists: ListTime[];
}

export async function growth(run: Run): Promise<Measurement[]> {
  const rows = run.options.rows ?? bySize(run.options.size, 2_000, 1_000_000, 5_000_000);
  const empty = await measure(run, 0);
  const grown = await measure(run, rows);
  return [
    ...[grown.accept, empty.accept, grown.process, empty.process],
    ...(["first", "deep"] as const).map((page) => slowest(grown.lists, page, rows)),
  ];
}

async function measure({ services, options, say }: Run, rows: number): Promise<Figures> {
  const backlog = bySize(options.size, 200, 15_000);
  const system = await newSystem(services, options.backends[0] ?? "postgres");
  if (rows > 0) await addHistory(system, rows, say);
  const who = whoHas(rows);
  const built = await buildBacklog(system, backlog, say);
  const processed = await processBacklog(system, built, 1, say);
  const api = await system.startApi();
  const lists = await timeLists(system, api.url, bySize(options.size, 1, 10), (done, all) => say(`growth: list ${done} of ${all}`));
  await system.close();
  const common = { who, better: "more" } as const;
  return {
    accept: { ...common, what: "accept on tables with history", value: built.perSecond, unit: "requests/s", cpuUs: built.cpuUs },
    process: { ...common, what: "process on tables with history", value: processed.perSecond, unit: "jobs/s", cpuUs: processed.cpuUs },
    lists,
  };
}

const whoHas = (rows: number) => (rows === 0 ? "Assent, empty tables" : `Assent, ${rows.toLocaleString("en")} rows in each`);

function slowest(lists: ListTime[], page: ListTime["page"], rows: number): Measurement {
  const sorted = lists.filter((list) => list.page === page).sort((a, b) => b.p50 - a.p50);
  const [first, second, third] = sorted.map(({ path, p50 }) => `${path} ${p50.toFixed(1)} ms`);
  const also = { ...{ requests: sorted.length, slowest: first ?? "" }, ...{ second: second ?? "", third: third ?? "" } };
  return {
    ...{
      what: `slowest of all lists, ${page} page, p50`,
      who: whoHas(rows),
      value: sorted[0]?.p50 ?? Number.NaN,
      unit: "ms",
      better: "less",
    },
    ...{ also, details: sorted },
  };
}
