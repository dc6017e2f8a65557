// The three alarms, each with how it stands, and whatever else somebody must see to.

import { html } from "../html.js";
import { words } from "../i18n.js";
import WORDS from "../words/ops.js";
import { megabytes, percent, seconds } from "./figures.js";

const t = words(WORDS);
const ENOUGH = 200; // cacheable questions in five minutes, of fewer than which nothing is said
const WRITTEN = { hit_ratio: percent, answer_time_s: seconds, process_memory_mb: megabytes };

/** Whether there were so few cacheable questions that nothing is said of what they found. */
export const tooFew = ({ hits, misses }) => hits + misses < ENOUGH;

/** How the three alarms stand: [{name, state: "quiet" | "holds" | "unknown", rows}]. */
export function alarmStates(figures) {
  const asked = figures.window.hits + figures.window.misses;
  return Object.keys(WRITTEN).map((name) => {
    const rows = figures.alerts.filter((row) => row.name === name);
    const unknown = tooFew(figures.window) && name !== "process_memory_mb";
    return { name, rows, asked, state: rows.length ? "holds" : unknown ? "unknown" : "quiet" };
  });
}

export function alarms(figures) {
  const others = figures.alerts.filter((row) => !(row.name in WRITTEN));
  return html`
    <ul class="alarms">${alarmStates(figures).map(alarm)}</ul>
    ${others.length > 0 && html`<ul class="others">${others.map((row) =>
      html`<li class="notice warn" data-alert="${row.name}">${t(`alert_${row.name}`, aboutProvider(row))}</li>`)}</ul>`}`;
}

/** The row's sentence begins with the provider that it is about, or with the process. */
function aboutProvider(row) {
  const provider = /^\w+/.exec(row.action)[0];
  return { provider, setting: provider.toUpperCase(), date: row.date };
}

const subject = (row) => (row.name === "process_memory_mb" ? `${row.action.split(":")[0]}: ` : "");

function alarm({ name, rows, asked, state }) {
  const write = WRITTEN[name];
  return html`
    <li class="alarm ${state}" data-alarm="${name}" data-state="${state}">
      <p><span class="light" aria-hidden="true"></span><b>${t(`alarm_${name}`)}</b> <span class="state">${t(`state_${state}`)}</span></p>
      ${state === "unknown" && html`<p class="soft">${t("too_few", { asked, enough: ENOUGH })}</p>`}
      ${state === "quiet" && html`<p class="soft">${t(`rule_${name}`)}</p>`}
      ${rows.map((row) => html`<p>${subject(row)}${t("beyond", { value: write(row.value), limit: write(row.limit) })}</p>`)}
      ${rows.length > 0 && html`<p>${t(`act_${name}`)}</p>`}
    </li>`;
}

/** The alarms that hold, as one sentence for who does not see them. */
export function spoken(figures) {
  const held = alarmStates(figures).filter((one) => one.state === "holds");
  return held.length ? t("held", { names: held.map((one) => t(`alarm_${one.name}`)).join(", ") }) : t("none_held");
}
