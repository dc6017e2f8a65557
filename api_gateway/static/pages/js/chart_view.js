// A chart on the page: who it is of, what is close to a boundary, the pictures, and all of it once more
// as text for who cannot see them.

import { html } from "./html.js";
import { dateText, language, locale, words } from "./i18n.js";
import { luckPicture, luckTable } from "./luck.js";
import { pillarsPicture } from "./pillars.js";
import { fortuneView } from "./fortune.js";
import * as terms from "./terms.js";
import { balanceTable, wheelPicture } from "./wheel.js";
import WORDS from "./words/chart.js";

const t = words(WORDS);
const WIDEST = 980;

/** How wide a picture may be in an element that is so wide. */
export const pictureWidth = (element) => Math.max(280, Math.min(WIDEST, element.clientWidth));

/** 경오년 기묘월 기묘일 신미시. */
export function chartName(chart) {
  const { year, month, day, hour } = chart.pillars;
  const facts = { year: terms.pillarSound(year), month: terms.pillarSound(month), day: terms.pillarSound(day) };
  return hour ? t("reads", { ...facts, hour: terms.pillarSound(hour) }) : t("reads_three", facts);
}

/** The birth in both calendars, its moment and place, the animal, the gender. */
export function chartFacts(chart, birth) {
  const { solar_date: solar, lunar_date: lunar } = chart;
  const two = (number) => String(number).padStart(2, "0");
  const time = birth?.hour === undefined ? null : `${two(birth.hour)}:${two(birth.minute ?? 0)}`;
  const written = (date) => (language() === "ko" ? date : { ...date, month: two(date.month), day: two(date.day) });
  const longitude = chart.longitude;
  return [
    t("solar", written(solar)),
    t("lunar", { ...written(lunar), leap: lunar.leap ? t("leap") : "" }),
    birth && (time ? t("born", { zone: birth.timezone, time }) : t("unknown_hour")),
    longitude === null ? null : t(longitude < 0 ? "longitude_west" : "longitude", { degrees: Math.abs(longitude).toFixed(2) }),
    t("animal", { animal: terms.animal(chart.pillars.year.branch) }),
    chart.gender && t(chart.gender),
  ].filter(Boolean);
}

/** The same, so that a line breaks between them alone. */
export const factsView = (chart, birth) =>
  html`${chartFacts(chart, birth).map((one) => html`<span>${one}</span> `)}`;

/** What is close to a boundary, in the clock of the birth's place; null where nothing is. */
export function warningsView(chart, zone) {
  const rows = chart.boundary_warnings ?? [];
  const others = (chart.warnings ?? []).map(terms.said);
  if (!rows.length && !others.length) return null;
  const clock = new Intl.DateTimeFormat(locale(), {
    timeZone: zone, year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  return html`<div class="notice warn" role="note"><strong>${t("warnings")}</strong><ul>
    ${rows.map((row) => {
      const place = row.term === "경도"; // no moment, but a longitude
      const facts = {
        pillar: terms.place(row.pillar),
        other: terms.hangulSound(row.other),
        term: place ? "" : terms.boundary(row.term),
        time: clock.format(new Date(row.instant_utc)),
      };
      return html`<li>${t(place ? "warning_place" : "warning", facts)}</li>`;
    })}
    ${others.map((one) => html`<li>${one}</li>`)}</ul></div>`;
}

/** The drawn pillars with their text; `width` is that of the picture. */
export function pillarsView(chart, width) {
  return html`<div class="drawn">${pillarsPicture(chart, width)}</div>${pillarsTable(chart)}`;
}

function pillarsTable(chart) {
  const places = terms.PLACES.filter((place) => chart.pillars[place]);
  const sign = (one) => `${terms.sound(one)} ${one.hanja} ${terms.nature(one)}`;
  const rows = [
    [t("stem"), (p) => `${sign(p.stem)}, ${terms.tenGod(p.ten_god.stem)}`],
    [t("branch"), (p) => `${sign(p.branch)}, ${terms.animal(p.branch)}, ${terms.tenGod(p.ten_god.branch)}`],
    [t("hidden"), (p) => p.hidden_stems.map((one) => `${sign(one)} (${terms.tenGod(one.ten_god)})`).join(", ")],
    [t("stage"), (p) => terms.stage(p.twelve_stage)],
    [t("spirit"), (p) => terms.spirit(p.twelve_spirit)],
    [t("nayin"), (p) => `${p.nayin.hangul} ${p.nayin.hanja}`],
    [t("stars"), (_, place) => [...new Set(chart.stars.filter((one) => one.pillars.includes(place)).map((one) => terms.star(one.name)))].join(", ")],
  ];
  return html`<div class="visually-hidden"><table><caption>${t("chart")}</caption>
    <thead><tr><td></td>${places.map((place) => html`<th scope="col">${terms.place(place)}</th>`)}</tr></thead>
    <tbody>${rows.map(
      ([name, cell]) => html`<tr><th scope="row">${name}</th>
        ${places.map((place) => html`<td>${cell(chart.pillars[place], place)}</td>`)}</tr>`,
    )}</tbody></table></div>`;
}

/** Relations, stars, void: each with its reason, folded. */
export function reasonsView(chart) {
  return html`<details class="reasons"><summary>${t("reasons")}</summary>
    <h3>${t("relations")}</h3>
    ${chart.relations.length === 0 ? html`<p>${t("relations_none")}</p>` : html`<ul>${chart.relations.map(relation)}</ul>`}
    <h3>${t("stars")}</h3>
    <ul>${chart.stars.map(
      (one) => html`<li><b class="${one.kind}">${terms.star(one.name)}</b> <span class="soft">${one.hanja} ·
        ${one.pillars.map(terms.place).join(" · ")}</span><br>${terms.said(one.rule)}</li>`,
    )}</ul>
    <h3>${t("voids")}</h3>
    <ul>${chart.voids.map(
      (one) => html`<li>${t(`void_by_${one.by}`)}: ${one.branches.map((branch) => `${terms.sound(branch)}(${branch.hanja})`).join(", ")}</li>`,
    )}</ul></details>`;
}

function relation(one) {
  const name = language() === "ko" ? `${one.name} (${one.signs})` : `${one.signs} ${terms.relationKind(one)}`;
  const becomes = one.transforms && one.element ? ` ${t("becomes", { element: terms.elementName(one.element) })}` : "";
  return html`<li><b>${name}${becomes}</b> <span class="soft">${one.pillars.map(terms.place).join(" · ")}</span>
    ${one.reason && html`<br>${terms.said(one.reason)}`}</li>`;
}

/** The wheel of the elements. */
export function balanceView(chart) {
  return html`<h2>${t("balance")}</h2>${wheelPicture(chart)}${balanceTable(chart)}
    <p class="hint">${t("balance_note")}</p>`;
}

/** Strength, structure and useful elements, each with its reason. */
export function judgementView(chart) {
  const { strength, structure } = chart;
  return html`
    <h2>${t("strength")}</h2>
    <div>
      <p class="verdict">${terms.strength(strength.name)} <span class="soft">${Math.round(strength.score)} / 100</span></p>
      <svg class="scale" viewBox="0 0 200 18" aria-hidden="true">
        <rect x="0" y="6" width="200" height="6" rx="3" class="scale-ground"/>
        <path d="M100 3v12" class="axis"/>
        <circle cx="${Math.round(strength.score * 1.84 + 8)}" cy="9" r="7" class="scale-mark"/></svg>
      <p class="scale-ends hint"><span>${t("strength_low")}</span><span>${t("strength_high")}</span></p>
      <details><summary>${t("reasons")}</summary><p>${terms.said(strength.reason)}</p>
        <ul>${[strength.season, strength.ground, strength.company].map(
          (one) => html`<li>${one.holds ? "●" : "○"} ${terms.said(one.reason)}</li>`,
        )}</ul></details>
    </div>
    <h2>${t("structure")}</h2>
    <div><p class="verdict">${terms.structure(structure.name)} <span class="soft">${structure.hanja}</span></p>
      <details><summary>${t("reasons")}</summary><p>${terms.said(structure.reason)}</p></details></div>
    <h2>${t("useful")}</h2>
    <ul class="useful">${chart.useful_elements.map(
      (one) => html`<li><span class="dot ${one.element}" aria-hidden="true">${terms.ELEMENT_HANJA[one.element]}</span>
        <div><p><b>${terms.elementName(one.element)}</b> <span class="soft">${t(one.method)}</span></p>
        <p class="hint">${[one.helper && t("helper", { element: terms.elementName(one.helper) }), one.harmful && t("harmful", { element: terms.elementName(one.harmful) })].filter(Boolean).join(" · ")}</p>
        <details><summary>${t("reasons")}</summary><p>${terms.said(one.reason)}</p></details></div></li>`,
    )}</ul>`;
}

/** The decades on their time line; a sentence where there is no gender. */
export function luckView(chart, width, today) {
  if (!chart.luck) return html`<h2>${t("luck")}</h2><p class="soft">${t("no_gender")}</p>`;
  const starts = chart.luck_starts_on;
  const facts = { age: chart.luck.start_age, day: starts && dateText(starts) };
  return html`<h2>${t("luck")}</h2>
    <p class="soft">${t(starts ? "luck_starts" : "luck_starts_age", facts)}</p>
    <div class="drawn scroll" tabindex="0" role="group" aria-label="${t("scroll_luck")}">${luckPicture(chart, width, today)}</div>
    ${luckTable(chart, today)}${chart.fortune && fortuneView(chart.fortune)}`;
}

/** What an unknown hour could change. */
export function outlookView(chart) {
  const outlook = chart.hour_outlook;
  if (!outlook) return null;
  const rows = [
    [t("strength"), outlook.strength, terms.strength],
    [t("structure"), outlook.structure, terms.structure],
  ];
  return html`<section class="card"><h2>${t("outlook")}</h2><div><table><tbody>${rows.map(
    ([name, { unchanged, could_change: possible }, called]) => html`<tr><th scope="row">${name}</th><td>
      ${unchanged.map((one) => html`<p>${called(one)} <span class="soft">${t("always")}</span></p>`)}
      ${possible.map(({ value, hours }) => html`<p>${called(value)} <span class="soft">${t("hours_possible", { hours: hours.map(terms.hangulSound).join(language() === "ko" ? "·" : ", ") })}</span></p>`)}</td></tr>`,
  )}</tbody></table></div></section>`;
}
