// How to get to another month: the ones beside it, today's, any, and the zone.

import { html } from "../html.js";
import { words } from "../i18n.js";
import { address, FIRST, HOME_ZONE, LAST, monthAway, todayIn } from "../months.js";
import WORDS from "../words/calendar.js";
import { monthName, names } from "./names.js";

const t = words(WORDS);
const ZONES = [
  HOME_ZONE, "Asia/Tokyo", "Asia/Shanghai", "Asia/Singapore", "Asia/Almaty", "Europe/Berlin", "Europe/London",
  "America/New_York", "America/Chicago", "America/Los_Angeles", "America/Sao_Paulo", "Australia/Sydney", "UTC",
];

export function controls(month, zone) {
  const { year, month: number } = names(month);
  const today = todayIn(zone).slice(0, 7);
  return html`
    <div class="turning">
      ${turn("before", monthAway(month, -1), zone, "‹")}
      <h2 id="month-title">${t("heading", names(month))}</h2>
      ${turn("next", monthAway(month, 1), zone, "›")}
      <a class="button" href="${address(today, zone)}" data-month="${today}" data-go="today">${t("today")}</a>
    </div>
    <form class="chooser">
      <label class="unit"><span>${t("year")}</span>
        <input name="year" type="number" inputmode="numeric" required min="${FIRST.slice(0, 4)}" max="${LAST.slice(0, 4)}" value="${year}"></label>
      <label class="unit"><span>${t("month")}</span><select name="month">${[...Array(12).keys()].map((n) =>
        option(String(n + 1).padStart(2, "0"), monthName(n + 1), n + 1 === number),
      )}</select></label>
      <label class="unit zone"><span>${t("zone")}</span><select name="zone">${zones(zone).map((one) =>
        option(one, one === ownZone() ? t("own_zone", { zone: one }) : one, one === zone),
      )}</select></label>
      <button type="submit">${t("show")}</button>
    </form>`;
}

function turn(name, month, zone, sign) {
  const label = t(name);
  return month === null
    ? html`<span class="turn" aria-hidden="true">${sign}</span>`
    : html`<a class="turn" href="${address(month, zone)}" data-month="${month}" data-go="${name}"
        aria-label="${label}" title="${label}">${sign}</a>`;
}

function option(value, text, selected) {
  return html`<option value="${value}"${selected ? SELECTED : ""}>${text}</option>`;
}

const SELECTED = html` selected`;

/** The zones to choose from, with the browser's own and the one of the address. */
function zones(zone) {
  return [...new Set([...ZONES, ownZone(), zone])];
}

function ownZone() {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
