import type { Cpu } from "./cpu.ts";
import type { Machine } from "./machine.ts";
import type { Measurement } from "./measurement.ts";

/** By discipline, in the order in which they were measured. */
export function disciplines(measured: Measurement[]): Measurement[][] {
  return [...Map.groupBy(measured, ({ what }) => what).values()];
}

/** How many times better the first of a discipline is than this one. */
export function timesBetter(first: Measurement, other: Measurement): number {
  return first.better === "more" ? first.value / other.value : other.value / first.value;
}

export function table(measured: Measurement[]): string {
  return disciplines(measured)
    .map((group) => [group[0]?.what, ...group.map((one) => `  ${line(one, group[0] as Measurement)}`)].join("\n"))
    .join("\n\n");
}

function line(one: Measurement, first: Measurement): string {
  const ratio = one === first ? "" : `${number(timesBetter(first, one))}x`;
  const figures = [one.who.padEnd(44), `${number(one.value)} ${one.unit}`.padStart(18), ratio.padStart(8), cpu(one.cpuUs), also(one.also)];
  return figures.filter((figure) => figure !== "").join("  ");
}

function cpu(cpuUs: Cpu = {}): string {
  const parts = Object.entries(cpuUs);
  if (parts.length === 0) return "";
  const sum = parts.reduce((total, [, us]) => total + us, 0);
  return `CPU ${sum} us each (${parts.map(([name, us]) => `${name} ${us}`).join(", ")})`;
}

const also = (more: Measurement["also"] = {}) =>
  Object.entries(more)
    .map(([name, value]) => `${name.replaceAll("_", " ")} ${typeof value === "number" ? number(value) : value}`)
    .join(", ");

/** Three digits are more than a shared machine can repeat. */
export const number = (value: number) =>
  value.toLocaleString("en", value < 100 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 });

export function machineLines({ cpu: model, cores, memoryGiB, loadAtStart, packages, ...machine }: Machine): string {
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return [
    `${cores} x ${model}, ${memoryGiB} GiB, ${machine.platform}, load ${loadAtStart} at the start`,
    `Node ${machine.node}, PostgreSQL ${machine.postgres}, Redis ${machine.redis}`,
    versions.join(", "),
  ].join("\n");
}
