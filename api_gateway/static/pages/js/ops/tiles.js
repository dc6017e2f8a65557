// The figures at a glance: each with its target and the last hour.

import { html } from "../html.js";
import { words } from "../i18n.js";
import WORDS from "../words/ops.js";
import { tooFew } from "./alarms.js";
import { count, dollars, megabytes, percent, rate, seconds, share } from "./figures.js";
import { spark } from "./spark.js";

const t = words(WORDS);
const LIMITS = { hit: 0.8, memory_mb: 100 }; // of the alarms

/** Those tiles, from the comprehensive figures and the history. */
export function tiles(figures, history) {
  const { window: recent, targets, queue } = figures;
  const { series } = history;
  const largest = (kind) => Math.max(0, ...figures.processes.filter((one) => one.kind === kind)
    .map((one) => one.memory_mb)) || null;
  return [
    tile("hit_ratio", {
      value: percent(recent.hit_ratio),
      detail: t("hit_detail", { hits: count(recent.hits), misses: count(recent.misses) }),
      target: t("at_least", { value: percent(targets.hit_ratio) }),
      undecided: tooFew(recent),
      reached: reached(recent.hit_ratio, (ratio) => ratio >= targets.hit_ratio),
      chart: { lines: [{ values: series.hit_ratio }], write: percent, target: targets.hit_ratio, limit: LIMITS.hit, most: 1 },
    }, history),
    tile("answer_time", {
      value: seconds(recent.latency.answers.p95),
      detail: t("answer_detail", {
        p50: seconds(recent.latency.answers.p50), p99: seconds(recent.latency.answers.p99),
        mean: seconds(recent.latency.answers.mean),
      }),
      target: t("at_most", { value: seconds(targets.answer_time_s) }),
      undecided: tooFew(recent),
      reached: reached(recent.latency.answers.p95, (took) => took <= targets.answer_time_s),
      chart: {
        lines: [{ values: series.answer_p95_s, name: t("p95") }, { values: series.answer_p50_s, name: t("p50") }],
        write: seconds, target: targets.answer_time_s, scale: "log",
      },
    }, history),
    tile("requests", {
      value: rate(figures.requests_per_second),
      detail: t("requests_detail", { total: count(figures.total_requests) }),
      target: t("capacity", { value: rate(targets.requests_per_second) }),
      chart: { lines: [{ values: series.requests_per_second }], write: rate, target: targets.requests_per_second },
    }, history),
    tile("job_time", {
      value: seconds(recent.latency.jobs.p95),
      detail: t("job_detail", { p50: seconds(recent.latency.jobs.p50), call: seconds(recent.latency.provider_calls.p95) }),
      chart: {
        lines: [{ values: series.job_p95_s, name: t("jobs_p95") }, { values: series.call_p95_s, name: t("calls_p95") }],
        write: seconds, scale: "log",
      },
    }, history),
    tile("queue", {
      value: count(queue.depth),
      detail: t("queue_detail", { age: seconds(queue.oldest_age_s), running: count(queue.running) }),
      chart: {
        lines: [{ values: series.queue_depth, name: t("waiting") }, { values: series.running, name: t("running") }],
        write: count, most: 4,
      },
    }, history),
    tile("fallback", {
      value: percent(recent.fallback_ratio),
      detail: t("fallback_detail", { total: count(figures.fallback_chains), share: share(figures.fallback_rate) }),
      chart: { lines: [{ values: series.fallback_ratio }], write: percent, most: 1 },
    }, history),
    tile("cost", {
      value: costToday(figures.cost_per_day),
      detail: t("cost_detail", { calls: count(callsToday(figures.cost_per_day)) }),
      chart: { lines: [{ values: series.cost_usd }], write: dollars },
    }, history),
    tile("memory", {
      value: megabytes(Math.max(largest("gateway") ?? 0, largest("worker") ?? 0) || null),
      detail: t("memory_detail", { gateway: megabytes(largest("gateway")), worker: megabytes(largest("worker")) }),
      target: t("at_most", { value: megabytes(targets.process_memory_mb) }),
      reached: reached(largest("gateway"), (size) => Math.max(size, largest("worker") ?? 0) <= targets.process_memory_mb),
      chart: {
        lines: [{ values: series.gateway_memory_mb, name: t("gateway") }, { values: series.worker_memory_mb, name: t("worker") }],
        write: megabytes, target: targets.process_memory_mb, limit: LIMITS.memory_mb,
      },
    }, history),
  ];
}

function tile(name, { value, detail, target, undecided = false, reached: good, chart }, history) {
  return html`
    <section class="card tile" aria-labelledby="tile-${name}" data-tile="${name}">
      <h2 id="tile-${name}">${t(name)}</h2>
      <p class="value">${value}</p>
      <p class="soft detail">${detail}</p>
      ${spark(history, { name: t(name), ...chart })}
      <p class="target">${target && html`<span><span class="dash" aria-hidden="true"></span>${target}</span>`}
        ${undecided && html`<span>${t("state_unknown")}</span>`}
        ${!undecided && good === true && html`<span class="kept">${t("kept")}</span>`}
        ${!undecided && good === false && html`<span class="missed">${t("missed")}</span>`}
        ${chart.lines.length > 1 && html`<span class="legend">${chart.lines.map((line, n) =>
          html`<span class="${n ? "key second" : "key"}">${line.name}</span>`)}</span>`}</p>
    </section>`;
}

function reached(value, holds) {
  return value === null ? null : holds(value);
}

/** What this day (UTC) has cost; a dash where no call of it had a price. */
function costToday(rows) {
  const known = today(rows).map((row) => row.cost_usd).filter((cost) => cost !== null);
  if (known.length === 0 && today(rows).length > 0) return dollars(null);
  return dollars(known.reduce((sum, cost) => sum + cost, 0));
}

function callsToday(rows) {
  return today(rows).reduce((sum, row) => sum + row.calls, 0);
}

function today(rows) {
  const day = new Date().toISOString().slice(0, 10);
  return rows.filter((row) => row.day === day);
}
