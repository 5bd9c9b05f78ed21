/** A plain bar chart, readable on light and on dark pages. */

export interface Bar {
  label: string;
  value: number;
  /** What is written beside the bar. */
  text: string;
  ours: boolean;
}

export interface Group {
  title: string;
  bars: Bar[];
}

const WIDTH = 820;
const LABELS = 300;
const BARS = 320;
const ROW = 24;
const TITLE = 34;
const NOTE = 20;

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .note { font-size: 11px; fill: #59636e }
  .ours { fill: #0969da }
  .theirs { fill: #afb8c1 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .note { fill: #9198a1 }
    .ours { fill: #4493f8 }
    .theirs { fill: #656c76 }
  }`;

/** Bars of one group share a scale; groups do not. */
export function barChart(groups: Group[], notes: string[]): string {
  const parts: string[] = [];
  let y = 0;
  for (const { title, bars } of groups) {
    parts.push(text(0, y + 22, title, "title"));
    y += TITLE;
    const most = Math.max(...bars.map(({ value }) => value));
    for (const bar of bars) {
      parts.push(row(bar, y, most));
      y += ROW;
    }
  }
  for (const note of notes) {
    y += NOTE;
    parts.push(text(0, y, note, "note"));
  }
  const size = `width="${WIDTH}" height="${y + 10}" viewBox="0 0 ${WIDTH} ${y + 10}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">\n<title>Assent beside other job queues</title>\n<style>${STYLE}\n</style>\n${parts.join("\n")}\n</svg>\n`;
}

function row({ label, value, text: figure, ours }: Bar, y: number, most: number): string {
  const width = Math.max(1, Math.round((BARS * value) / most));
  const bar = `<rect x="${LABELS}" y="${y}" width="${width}" height="${ROW - 8}" rx="2" class="${ours ? "ours" : "theirs"}"/>`;
  return [text(0, y + 13, label), bar, text(LABELS + width + 8, y + 13, figure)].join("\n");
}

const text = (x: number, y: number, content: string, of?: string) =>
  `<text x="${x}" y="${y}"${of ? ` class="${of}"` : ""}>${content.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</text>`;
