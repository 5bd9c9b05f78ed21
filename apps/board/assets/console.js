/** What the pages do beyond HTML: the reader's own time, a sign when nothing answers, a key for the search, and charts. */
const stale = document.getElementById("stale");
const local = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" });

function showLocalTimes() {
  if (new Date().getTimezoneOffset() === 0) return;
  for (const time of document.querySelectorAll("time[datetime]:not([data-local])")) {
    const text = local.format(new Date(time.dateTime));
    time.dataset.local = text;
    time.title = `${text} here`;
  }
}

showLocalTimes();
document.addEventListener("htmx:after:swap", () => {
  stale.hidden = true;
  showLocalTimes();
});
document.addEventListener("htmx:error", () => {
  stale.hidden = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.closest("input, select, textarea")) return;
  event.preventDefault();
  document.querySelector(".find input").focus();
});

const CHART_EVERY_MS = 10_000;
const SERIES = ["accepted", "completed", "refused", "failed"];
const holders = [...document.querySelectorAll("[data-chart]")];
const charts = new Map();

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function draw(holder, steps) {
  const data = [steps.map(({ from }) => Date.parse(from) / 1_000), ...SERIES.map((series) => steps.map((step) => step[series]))];
  const known = charts.get(holder);
  if (known) return known.setData(data);
  const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line") } };
  const lines = SERIES.map((label) => ({
    label,
    stroke: colour(`--series-${label}`),
    width: 1.5,
    points: { show: false },
    value: (_, v) => v?.toFixed(2) ?? "–",
  }));
  const size = { width: holder.clientWidth, height: 180 };
  const scales = { y: { range: (_, _least, most) => [0, Math.max(0.1, most * 1.1)] } };
  charts.set(holder, new uPlot({ ...size, scales, axes: [axis, { ...axis, size: 45 }], series: [{}, ...lines] }, data, holder));
}

function redraw(figures) {
  for (const holder of holders) draw(holder, figures[holder.dataset.chart]);
}

async function refresh() {
  const answer = await fetch("/figures.json").catch(() => undefined);
  if (answer?.ok) redraw(await answer.json());
}

if (holders.length > 0) {
  refresh();
  setInterval(refresh, CHART_EVERY_MS);
  addEventListener("resize", () => {
    for (const [holder, chart] of charts) chart.setSize({ width: holder.clientWidth, height: 180 });
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const [holder, chart] of charts) {
      chart.destroy();
      charts.delete(holder);
    }
    refresh();
  });
}
