// A line over the last hour, drawn by hand: gaps where nothing was measured, a dashed target, shaded
// where optimisation was off. Beside the picture stands what it shows, in words.

import { html } from "../html.js";
import { words } from "../i18n.js";
import WORDS from "../words/ops.js";

const t = words(WORDS);
const [WIDTH, HEIGHT, TOP, BOTTOM] = [320, 78, 6, 60];
const MINUTE_MS = 60_000;
const [LEAST_SPAN_MS, HOUR_MS] = [10 * MINUTE_MS, 60 * MINUTE_MS];

/**
 * The picture of one series or two.
 * @param {{at: string[], optimization_enabled: boolean[], interval_s: number}} history
 * @param {object} chart
 *   lines: [{values, name}], as long as `at`; the first is drawn strong
 *   write: a figure as text; target: where the dashed line is; limit: where the alarm's is
 *   name: what is drawn; scale: "linear" (from 0) or "log"; most: the top of a linear scale at least
 */
export function spark(history, { lines, write, name, target = null, limit = null, scale = "linear", most = 0 }) {
  const ends = history.at.map((at) => Date.parse(at));
  const end = Math.max(ends.at(-1) ?? Date.now(), Date.now() - 30_000);
  // The hour that was, or the minutes that there are, where it began to be written less long ago.
  const minutes = Math.ceil((end - (ends[0] ?? end)) / (5 * MINUTE_MS)) * 5;
  const span = Math.min(HOUR_MS, Math.max(LEAST_SPAN_MS, minutes * MINUTE_MS));
  const x = (ms) => ((ms - end + span) / span) * WIDTH;
  const shown = lines.flatMap((line) => line.values).filter((value) => value !== null);
  const y = heights(scale, [...shown, ...[target, limit].filter((value) => value !== null)], most);
  const step = history.interval_s * 1000;
  return html`
    <svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${described(lines, write, name, target)}">
      ${offBands(history, ends, step).map(([from, to]) =>
        html`<rect class="off" x="${fixed(x(from))}" y="0" width="${fixed(x(to) - x(from))}" height="${BOTTOM}"></rect>`)}
      <path class="axis" d="M0 ${BOTTOM}H${WIDTH}"></path>
      ${[0.25, 0.5, 0.75].map((part) => html`<path class="tick" d="M${part * WIDTH} ${BOTTOM}v3"></path>`)}
      ${shown.length > 0 && [["limit", limit], ["target", target]].map(([kind, value]) =>
        value !== null && html`<path class="${kind}" d="M0 ${fixed(y(value))}H${WIDTH}"></path>`)}
      ${[...lines].reverse().map((line) => html`
        <path class="${line === lines[0] ? "line" : "line second"}" d="${path(line.values, ends, step, x, y)}"></path>`)}
      <text class="scale" x="0" y="${HEIGHT - 2}">${span === HOUR_MS ? t("hour_ago") : t("minutes_ago", { minutes: span / MINUTE_MS })}</text>
      <text class="scale end" x="${WIDTH}" y="${HEIGHT - 2}">${t("now")}</text>
      ${shown.length === 0 && html`<text class="scale middle" x="${WIDTH / 2}" y="36">${t("nothing_yet")}</text>`}
    </svg>`;
}

/** Where a value stands, px from the top. */
function heights(scale, values, most) {
  if (scale === "linear") {
    const top = Math.max(most, ...values) * 1.05 || 1;
    return (value) => BOTTOM - (value / top) * (BOTTOM - TOP);
  }
  const powers = values.filter((value) => value > 0).map(Math.log10);
  const low = Math.min(...powers) - 0.15;
  const span = Math.max(...powers) + 0.15 - low || 1;
  return (value) => BOTTOM - ((Math.log10(Math.max(value, 1e-6)) - low) / span) * (BOTTOM - TOP);
}

/** The line: it breaks where ten seconds are missing; a lone value is a dot. */
function path(values, ends, step, x, y) {
  let drawn = "";
  let last = null;
  values.forEach((value, n) => {
    if (value === null) return;
    const joined = last !== null && ends[n] - ends[last] < 1.5 * step;
    drawn += `${joined ? "L" : "M"}${fixed(x(ends[n]))} ${fixed(y(value))}`;
    if (!joined) drawn += "h.1";
    last = n;
  });
  return drawn;
}

/** From and to of each stretch in which optimisation was off. */
function offBands(history, ends, step) {
  const bands = [];
  history.optimization_enabled.forEach((enabled, n) => {
    if (enabled) return;
    const band = bands.at(-1);
    if (band && ends[n] - step <= band[1]) band[1] = ends[n];
    else bands.push([ends[n] - step, ends[n]]);
  });
  return bands;
}

function described(lines, write, name, target) {
  const parts = lines.map((line) => {
    const values = line.values.filter((value) => value !== null);
    if (values.length === 0) return t("spark_empty", { name: line.name ?? name });
    return t("spark", {
      name: line.name ?? name,
      least: write(Math.min(...values)),
      most: write(Math.max(...values)),
      last: write(values.at(-1)),
    });
  });
  if (target !== null) parts.push(t("spark_target", { target: write(target) }));
  return parts.join(" ");
}

function fixed(value) {
  return value.toFixed(1);
}
