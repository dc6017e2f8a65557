// Providers with their circuits, latencies in numbers, and the processes that live.

import { html } from "../html.js";
import { words } from "../i18n.js";
import WORDS from "../words/ops.js";
import { count, dollars, megabytes, moment, seconds, share } from "./figures.js";

const t = words(WORDS);

export function providers(figures) {
  const rows = Object.entries(figures.breakers);
  if (rows.length === 0) return html`<p class="soft">${t("no_provider")}</p>`;
  return table("providers", ["provider", "circuit", "why", "recent", "model", "calls", "quota"], rows.map(([name, circuit]) => {
    const models = figures.models.filter((one) => one.provider === name);
    const model = figures.configured_models.find((one) => one.provider === name);
    return html`<tr data-provider="${name}">
      <th scope="row">${name}</th>
      <td><span class="chip ${circuit.state}">${t(`circuit_${circuit.state}`)}</span></td>
      <td>${why(circuit)}</td>
      <td>${t("failures", { failures: count(circuit.recent_failures), calls: count(circuit.recent_calls) })}</td>
      <td>${model?.model ?? "–"}${model?.retires && html` <span class="soft">${t("retires", { day: model.retires })}</span>`}</td>
      <td>${models.length ? models.map((one) => html`${count(one.calls)} <span class="soft">${t("success", { rate: share(one.success_rate) })}</span> `) : "0"}</td>
      <td>${quota(figures.quotas[name])}</td></tr>`;
  }));
}

function why(circuit) {
  const reason = circuit.reason && t(`outcome_${circuit.reason}`);
  if (circuit.state === "closed") {
    return circuit.since ? t("closed_since", { since: moment(circuit.since) }) : t("never_opened");
  }
  return html`${t("open_since", { reason, since: moment(circuit.since) })}
    ${circuit.probing ? t("probing") : t("probe_at", { until: moment(circuit.until) })}
    ${circuit.needs_operator && html`<b>${t("needs_operator")}</b>`}`;
}

function quota(row) {
  if (!row) return html`<span class="soft">${t("no_quota")}</span>`;
  const parts = [
    row.requests_per_minute !== null && t("rpm", { taken: count(row.requests_last_minute), limit: count(row.requests_per_minute) }),
    row.tokens_per_minute !== null && t("tpm", { taken: count(row.tokens_last_minute), limit: count(row.tokens_per_minute) }),
    row.daily_cost_usd !== null && t("daily", { taken: dollars(row.cost_today_usd), limit: dollars(row.daily_cost_usd) }),
  ];
  return parts.filter(Boolean).join(" · ");
}

/** The last five minutes' latencies, in numbers. */
export function latencies(figures) {
  return table("latencies", ["what", "number", "mean", "p50", "p95", "p99"], ["answers", "hits", "provider_calls", "jobs"].map((name) => {
    const row = figures.window.latency[name];
    return html`<tr><th scope="row">${t(`latency_${name}`)}</th><td>${count(row.count)}</td>
      ${["mean", "p50", "p95", "p99"].map((one) => html`<td>${seconds(row[one])}</td>`)}</tr>`;
  }));
}

export function processes(figures) {
  const { process_memory_mb: target } = figures.targets;
  const hosts = new Set(figures.processes.map((one) => one.host));
  return table("processes", ["process", "memory", "entries", "kept_callers"], figures.processes.map((one) => html`
    <tr><th scope="row">${t(one.kind)} <span class="soft">${one.pid}${hosts.size > 1 && ` · ${one.host}`}</span></th>
      <td>${meter(one.memory_mb, target)} ${megabytes(one.memory_mb)}</td>
      <td>${count(one.memory_entries)}</td><td>${count(one.waiting_callers)}</td></tr>`));
}

/** A bar of 100 MB with its target; the number stands beside it. */
function meter(value, target) {
  if (value === null) return "";
  return html`<svg class="meter" viewBox="0 0 100 8" aria-hidden="true"><rect class="ground" width="100" height="8" rx="2"></rect>
    <rect class="${value > 100 ? "bar over" : "bar"}" width="${Math.min(value, 100).toFixed(1)}" height="8" rx="2"></rect>
    <path class="target" d="M${target} 0V8"></path></svg>`;
}

function table(name, heads, rows) {
  return html`<table class="${name}">
    <thead><tr>${heads.map((head) => html`<th scope="col">${t(`head_${head}`)}</th>`)}</tr></thead>
    <tbody>${rows}</tbody></table>`;
}
