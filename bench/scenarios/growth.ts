/** Whether years of rows make anything slower: accepting, processing, every list at its first page and deep into it, and the console. */
import { buildBacklog, processBacklog } from "../support/backlog.ts";
import { type PageTime, timeConsole } from "../support/console-pages.ts";
import { addHistory } from "../support/history.ts";
import { type ListTime, timeLists } from "../support/lists.ts";
import type { Measurement } from "../support/measurement.ts";
import { bySize, type Run } from "../support/scenario.ts";
import { newSystem, type System } from "../support/system.ts";

/** The system with history and the empty one take turns, because a machine that others use as well is not equally fast all the time. */
const ROUNDS = 3;

export async function growth(run: Run): Promise<Measurement[]> {
  const { size, rows = bySize(size, 2_000, 1_000_000, 5_000_000), backends } = run.options;
  const systems = new Map<number, System>();
  for (const history of [rows, 0]) systems.set(history, await newSystem(run.services, backends[0] ?? "postgres"));
  const [grown, empty] = [...systems.values()] as [System, System];
  await addHistory(grown, rows, run.say);

  const measured: Measurement[] = [];
  for (let round = 0; round < bySize(size, 1, ROUNDS); round++) {
    for (const [history, system] of systems) measured.push(...(await acceptAndProcess(run, system, whoHas(history))));
  }
  const lists = await timeAllLists(run, grown);
  const pages = await timeConsole(grown, bySize(run.options.size, 1, 10), (done, all) => run.say(`growth: page ${done} of ${all}`));
  await Promise.all([grown.close(), empty.close()]);
  const [first, deep] = (["first", "deep"] as const).map((page) => lists.filter((list) => list.page === page));
  const of = (what: string, timed: (ListTime | PageTime)[] = []) => slowest(`slowest of all ${what}, p50`, timed, whoHas(rows));
  return [...medians(measured), of("lists, first page", first), of("lists, deep page", deep), of("console pages", pages)];
}

async function acceptAndProcess({ options, say }: Run, system: System, who: string): Promise<Measurement[]> {
  const built = await buildBacklog(system, bySize(options.size, 200, 20_000), say);
  const processed = await processBacklog(system, built, 1, say);
  const common = { who, better: "more" } as const;
  return [
    { ...common, what: "accept on tables with history", value: built.perSecond, unit: "requests/s", cpuUs: built.cpuUs },
    { ...common, what: "process on tables with history", value: processed.perSecond, unit: "jobs/s", cpuUs: processed.cpuUs },
  ];
}

/** Of the rounds of each: the one in the middle. */
function medians(measured: Measurement[]): Measurement[] {
  const rounds = Map.groupBy(measured, ({ what, who }) => `${what}: ${who}`);
  const middle = [...rounds.values()].map((all) => all.sort((a, b) => a.value - b.value)[Math.floor(all.length / 2)] as Measurement);
  return middle.sort((a, b) => a.what.localeCompare(b.what));
}

async function timeAllLists({ options, say }: Run, system: System): Promise<ListTime[]> {
  const api = await system.startApi();
  return timeLists(system, api.url, bySize(options.size, 1, 10), (done, all) => say(`growth: list ${done} of ${all}`));
}

const whoHas = (rows: number) => (rows === 0 ? "Assent, empty tables" : `Assent, ${rows.toLocaleString("en")} rows in each`);

function slowest(what: string, timed: (ListTime | PageTime)[], who: string): Measurement {
  const sorted = timed.toSorted((a, b) => b.p50 - a.p50);
  const [first = "", second = "", third = ""] = sorted.map(({ path, p50 }) => `${path} ${p50.toFixed(1)} ms`);
  return {
    ...{ what, who, value: sorted[0]?.p50 ?? Number.NaN, unit: "ms", better: "less" },
    ...{ also: { requests: sorted.length, slowest: first, second, third }, details: sorted },
  };
}
