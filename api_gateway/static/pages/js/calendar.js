// /calendar: a month of the almanac. The month stands in the address, so it can be linked and gone back to.

import { call, Problem } from "./api.js";
import { days, termsTable, pillarsRow } from "./calendar/month.js";
import { controls } from "./calendar/controls.js";
import { brand, frame, told } from "./frame.js";
import { html, render } from "./html.js";
import { language, words } from "./i18n.js";
import { address, asked, monthAway, todayIn } from "./months.js";
import { names } from "./calendar/names.js";
import WORDS from "./words/calendar.js";

const t = words(WORDS);
const main = document.getElementById("main");
let shown = null; // the month that is drawn, as the gateway told it
let loading = null;

/** Draws the page around the month, then the month. */
function draw() {
  render(main, html`
    <div><h1>${t("title")}</h1><p class="lead">${t("lead")}</p></div>
    <section class="card almanac" aria-labelledby="month-title">
      <div id="controls"></div>
      <div id="refused"></div>
      <p id="status" class="visually-hidden" role="status"></p>
      <div id="month" aria-busy="true"></div>
    </section>
    <p class="soft note">${t("note")}</p>`);
  const { month, zone } = asked();
  if (shown?.month !== month || shown.timezone !== zone) {
    load();
    return;
  }
  drawControls(asked());
  drawMonth();
}

/** Opens another month. Unless it is `passing`, a step back in the browser leads to this one again. */
function go(month, zone, { day = null, passing = false } = {}) {
  history[passing ? "replaceState" : "pushState"](null, "", address(month, zone));
  load({ day });
}

/** Draws the controls for what the address asks, and leaves the focus on the same one. */
function drawControls({ month, zone, refused }) {
  const place = main.querySelector("#controls");
  const { name, dataset } = place.contains(document.activeElement) ? document.activeElement : {};
  render(place, controls(month, zone));
  render(main.querySelector("#refused"), refused ? html`<p class="notice warn">${t("range")}</p>` : html``);
  if (name) place.querySelector(`[name="${name}"]`).focus();
  else if (dataset?.go) place.querySelector(`[data-go="${dataset.go}"]`)?.focus();
}

/** Fetches the month of the address and draws it; a `day` of it is then focused. */
async function load({ day = null } = {}) {
  const { month, zone } = asked();
  drawControls(asked());
  const place = main.querySelector("#month");
  place.setAttribute("aria-busy", "true");
  loading?.abort();
  loading = new AbortController();
  const query = new URLSearchParams({ month, timezone: zone });
  try {
    const reply = await call("GET", `/admin-api/saju/calendar?${query}`, {
      language: language(), cache: "default", signal: loading.signal,
    });
    shown = reply.body.data;
  } catch (error) {
    if (!(error instanceof Problem)) {
      if (error.name === "AbortError") return;
      throw error;
    }
    render(place, html`<p class="notice bad">${error.errors[0]?.message ?? told(error)}</p>
      <p class="actions"><button type="button" data-again>${t("again")}</button></p>`);
    place.removeAttribute("aria-busy");
    return;
  }
  drawMonth();
  main.querySelector("#status").textContent = t("shown", names(month));
  if (day !== null) focusDay(day);
}

function drawMonth() {
  document.title = title();
  const place = main.querySelector("#month");
  place.removeAttribute("aria-busy");
  render(place, html`
    ${pillarsRow(shown)}
    ${days(shown, todayIn(shown.timezone))}
    <p class="hint keys">${t("keys")}</p>
    ${termsTable(shown)}`);
}

function title() {
  return `${t("heading", names(asked().month))} · ${t("title")} · ${brand()}`;
}

function focusDay(day) {
  const links = [...main.querySelectorAll(".days a[data-day]")];
  const wanted = Math.min(day, links.length);
  for (const link of links) link.tabIndex = link === links[wanted - 1] ? 0 : -1;
  links[wanted - 1]?.focus();
}

main.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-month]");
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (link && plain && event.button === 0) {
    event.preventDefault();
    link.focus(); // some browsers leave a link that was clicked without it
    go(link.dataset.month, asked().zone);
  } else if (event.target.closest("[data-again]")) {
    load();
  }
});

main.addEventListener("submit", (event) => {
  event.preventDefault();
  choose(event.target);
});

// Who goes through a list by arrow keys passes by months that nobody wants to come back to.
main.addEventListener("change", (event) => {
  const form = event.target.form;
  if (event.target.matches("#controls select") && form.checkValidity()) choose(form, { passing: true });
});

function choose(form, options) {
  const { year, month, zone } = Object.fromEntries(new FormData(form));
  go(`${year}-${month}`, zone, options);
}

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

main.addEventListener("keydown", (event) => {
  const link = event.target.closest("a[data-day]");
  if (!link || event.ctrlKey || event.metaKey || event.altKey) return;
  const { month, zone } = asked();
  const [day, count] = [Number(link.dataset.day), shown.days.length];
  const weekday = link.closest("td").cellIndex;
  const wanted = {
    Home: Math.max(1, day - weekday), End: Math.min(count, day + 6 - weekday),
  }[event.key] ?? day + (STEPS[event.key] ?? 0);
  if (event.key === "PageUp" || event.key === "PageDown") {
    const other = monthAway(month, event.key === "PageUp" ? -1 : 1);
    if (other) go(other, zone, { day });
  } else if (wanted === day) {
    return;
  } else if (wanted >= 1 && wanted <= count) {
    focusDay(wanted);
  } else {
    const other = monthAway(month, wanted < 1 ? -1 : 1);
    if (other) go(other, zone, { day: wanted < 1 ? daysIn(other) + wanted : wanted - count });
  }
  event.preventDefault();
});

function daysIn(month) {
  const [year, number] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}

addEventListener("popstate", () => load());
frame({ title, draw });
