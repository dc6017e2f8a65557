// What the optimisation switch does, measured: both positions side by side.

import { html } from "../html.js";
import { words } from "../i18n.js";
import WORDS from "../words/ops.js";
import { count, dollars, moment, percent, rate, seconds, times } from "./figures.js";

const t = words(WORDS);

const ENOUGH = 30; // questions, of fewer than which chance says more than the switch
const ROWS = [
  ["cmp_hit_ratio", (row) => row.hit_ratio, percent, "more"],
  ["cmp_mean", (row) => row.latency.readings.mean, seconds, "less"],
  ["cmp_p50", (row) => row.latency.readings.p50, seconds, "less"],
  ["cmp_p95", (row) => row.latency.readings.p95, seconds, "less"],
  ["cmp_calls", (row) => row.provider_calls_per_request, rate, "less"],
  ["cmp_cost", (row) => (row.questions ? (row.cost_usd / row.questions) * 1000 : null), dollars, "less"],
  ["cmp_connections", (row) => (row.provider_calls ? row.connections_opened / row.provider_calls : null), rate, "less"],
];

/** Both positions; where one was never measured, how to measure it. */
export function comparison({ on, off }, enabled) {
  const missing = [!on && "on", !off && "off"].filter(Boolean);
  const least = Math.min(on?.questions ?? ENOUGH, off?.questions ?? ENOUGH);
  return html`
    ${missing.map((position) => html`<p class="soft" data-missing="${position}">${t(
      (position === "on") === enabled ? `measuring_${position}` : `unmeasured_${position}`)}</p>`)}
    ${least < ENOUGH && html`<p class="soft" data-few>${t("few", { least })}</p>`}
    ${(on || off) && html`<table class="comparison">
      <caption class="visually-hidden">${t("comparison")}</caption>
      <thead><tr><td></td><th scope="col">${t("off")}</th><th scope="col">${t("on")}</th><th scope="col">${t("change")}</th></tr></thead>
      <tbody>${ROWS.map(([name, of, write, better]) => row(name, on && of(on), off && of(off), write, least < ENOUGH ? null : better))}
        <tr class="soft"><th scope="row">${t("cmp_questions")}</th>${[off, on].map((one) => html`<td>${one ? count(one.questions) : "–"}</td>`)}<td></td></tr>
        <tr class="soft"><th scope="row">${t("cmp_measured")}</th>${[off, on].map((one) => html`<td>${one
          ? t("measured", { span: seconds(one.measured_s), last: moment(one.last_at) }) : "–"}</td>`)}<td></td></tr>
      </tbody></table>`}`;
}

function row(name, on, off, write, better) {
  const most = on === null || off === null ? 0 : Math.max(on, off);
  return html`<tr data-row="${name}"><th scope="row">${t(name)}</th>
    ${[[off, "off"], [on, "on"]].map(([value, position]) => html`<td data-position="${position}">${write(value)}${bar(value, most, position)}</td>`)}
    <td>${change(on, off, better)}</td></tr>`;
}

/** The value as a bar beside the other's; the number stands before it. */
function bar(value, most, position) {
  if (!most || value === null) return "";
  const width = ((value / most) * 100).toFixed(1);
  return html`<svg class="meter ${position}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
    <rect class="ground" width="100" height="6"></rect><rect class="bar" width="${width}" height="6"></rect></svg>`;
}

/** What switching on changes, as a factor; nothing is said where that would be chance. */
function change(on, off, better) {
  if (on === null || off === null || better === null) return "–";
  const [large, small] = better === "less" ? [off, on] : [on, off];
  if (!small) return large ? html`<span class="kept">${t(better === "less" ? "none_left" : "from_none")}</span>` : "–";
  const factor = large / small;
  if (Math.abs(factor - 1) < 0.005) return t("no_change");
  const good = factor > 1;
  return html`<span class="${good ? "kept" : "missed"}">${t((better === "less") === good ? "times_less" : "times_more", { times: times(good ? factor : 1 / factor) })}</span>`;
}
