// The month itself: its pillars, its days as a grid of weeks, its solar terms.

import { pageAddress } from "../frame.js";
import { html } from "../html.js";
import { words } from "../i18n.js";
import { pillarSound, solarTerm } from "../terms.js";
import WORDS from "../words/calendar.js";
import { fullDate, shortDate, weekdays } from "./names.js";

const t = words(WORDS);

/** A pillar: its signs in their elements' colours, and its name. */
function signs(pillar) {
  const [stem, branch] = pillar.hanja;
  const [first, second] = pillar.elements;
  return html`<span class="signs" lang="ko-Hani"><b class="${first}">${stem}</b><b class="${second}">${branch}</b></span>`;
}

export function pillarsRow(month) {
  return html`
    <div class="pillars" role="group" aria-label="${t("pillars")}">
      ${month.month_pillars.map((one, at) => html`
        <p>${at > 0 && html`<span class="arrow" aria-hidden="true">→</span>`}<span class="pair">${signs(one.year_pillar)} <small>${t("year_pillar", { pillar: pillarSound(one.year_pillar) })}</small></span>
          <span class="pair">${signs(one.month_pillar)} <small>${t("month_pillar", { pillar: pillarSound(one.month_pillar) })}</small></span>
          <span class="since">${t("from", {
            name: solarTerm(one.begins.name),
            date: `${shortDate(one.begins.local.slice(0, 10))} ${one.begins.minute}`,
          })}</span></p>`)}
    </div>`;
}

/** The days by week. One link is in the tab order; arrow keys lead to the others. */
export function days(month, today) {
  const [year, number] = month.month.split("-").map(Number);
  const cells = Array(new Date(Date.UTC(year, number - 1, 1)).getUTCDay()).fill(null).concat(month.days);
  while (cells.length % 7) cells.push(null);
  const weeks = [...Array(cells.length / 7).keys()].map((n) => cells.slice(n * 7, n * 7 + 7));
  const reachable = month.days.find((day) => day.solar_date === today) ?? month.days[0];
  return html`
    <table class="days" role="grid" aria-labelledby="month-title">
      <thead><tr>${weekdays().map(([short, long]) => html`<th scope="col" abbr="${long}">${short}</th>`)}</tr></thead>
      <tbody>${weeks.map((week) => html`<tr>${week.map((day) =>
        day === null ? html`<td></td>` : cell(day, day.solar_date === today, day === reachable),
      )}</tr>`)}</tbody>
    </table>`;
}

function cell(day, isToday, isReachable) {
  const { term, lunar_date: lunar } = day;
  const number = Number(day.solar_date.slice(8));
  const begins = term?.begins_month;
  return html`<td class="${[isToday && "today", begins && "begins", lunar.day === 1 && "new-moon"].filter(Boolean).join(" ")}"${isToday ? CURRENT : ""}>
    <a href="${askAddress(day.solar_date)}" data-day="${number}" tabindex="${isReachable ? 0 : -1}" aria-label="${label(day, isToday)}">
      <span class="top"><span class="solar">${number}</span>
        <span class="lunar">${t(lunar.leap ? "lunar_leap" : "lunar", lunar)}</span></span>
      <span class="pillar">${signs(day.day_pillar)} <small>${pillarSound(day.day_pillar)}</small></span>
      ${term && html`<span class="term"><b class="name">${solarTerm(term.name)}</b><b class="sign" lang="ko-Hani">${term.hanja}</b> <time datetime="${term.instant_utc}">${term.minute}</time></span>`}
      ${begins && html`<span class="new-month">${t("month_of_pillar", { pillar: pillarSound(day.month_pillar) })}</span>`}
    </a></td>`;
}

const CURRENT = html` aria-current="date"`;

function label(day, isToday) {
  const { term, lunar_date: lunar } = day;
  return t("day_label", {
    date: fullDate(day.solar_date),
    lunar: t(lunar.leap ? "lunar_leap_long" : "lunar_long", lunar),
    pillar: pillarSound(day.day_pillar),
    term: term ? t("term_label", { name: solarTerm(term.name), minute: term.minute }) : "",
    today: isToday ? t("today_label") : "",
  });
}

/** The page that asks, with that day. It stands behind `#`, which no server sees. */
function askAddress(date) {
  const [year, month, day] = date.split("-").map(Number);
  return `${pageAddress("/")}#${new URLSearchParams({ year, month, day })}`;
}

export function termsTable(month) {
  const terms = month.days.map((day) => day.term).filter(Boolean);
  return html`
    <h3>${t("terms")}</h3>
    <div class="scroll" tabindex="0" role="region" aria-label="${t("terms")}"><table class="terms">
      <thead><tr><th scope="col">${t("term")}</th><th scope="col">${t("when", { zone: month.timezone })}</th>
        <th scope="col">${t("exact")}</th><th scope="col">${t("sun")}</th><th scope="col">${t("kind")}</th></tr></thead>
      <tbody>${terms.map((term) => html`<tr>
        <th scope="row">${solarTerm(term.name)} <span lang="ko-Hani">${term.hanja}</span></th>
        <td>${shortDate(term.local.slice(0, 10))} ${term.minute}</td>
        <td><time>${term.instant_utc.replace("T", " ").replace("Z", "")}</time></td>
        <td>${term.longitude_deg}°</td>
        <td>${t(term.name === "입춘" ? "ipchun" : term.begins_month ? "jeol" : "junggi")}</td></tr>`)}</tbody>
    </table></div>`;
}
