/** What a process tells at its /metrics. */
export interface Scraped {
  text: string;
  /** All series, as `name{labels}`. */
  series: string[];
  /** The sum over all series of this name that have these labels; undefined if there are none. */
  sum(name: string, labels?: Record<string, string>): number | undefined;
}

export async function scrape(url: string): Promise<Scraped> {
  const answer = await fetch(url);
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`);
  const text = await answer.text();
  const samples = text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))] as const);
  return {
    text,
    series: samples.map(([series]) => series),
    sum(name, labels = {}) {
      const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      const matching = samples.filter(([series]) => series.split("{")[0] === name && wanted.every((one) => series.includes(one)));
      return matching.length === 0 ? undefined : matching.reduce((total, [, value]) => total + value, 0);
    },
  };
}
