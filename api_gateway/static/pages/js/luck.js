// Ten decades of luck (대운) on a time line, from birth on, with today marked on it.

import { line, r, square, wrapped } from "./drawing.js";
import { html } from "./html.js";
import { language, words } from "./i18n.js";
import * as terms from "./terms.js";
import WORDS from "./words/chart.js";

const t = words(WORDS);
const LEAST_PITCH = 62;
const EARLY = 44; // the years before the first decade
const AXIS = 34;

/** When each decade begins, as fractions of years: exact days where the moment tells them. */
function beginnings(chart) {
  const days = chart.luck_first_days ?? [];
  if (days.length) return days.map((day) => yearOf(new Date(`${day}T00:00:00Z`)));
  const years = chart.luck_first_years ?? [];
  return years.length ? years : chart.luck.pillars.map((one) => one.from_saju_year);
}

function yearOf(date) {
  const year = date.getUTCFullYear();
  const begins = Date.UTC(year, 0, 1);
  return year + (date.getTime() - begins) / (Date.UTC(year + 1, 0, 1) - begins);
}

/** Where today is: the decade's place, -1 before the first, and which share of it has gone; else null. */
export function decadeOf(chart, today) {
  const starts = beginnings(chart);
  const now = yearOf(today);
  const born = chart.solar_date?.year ?? chart.saju_year;
  if (now < born || now >= starts.at(-1) + 10) return null;
  const place = starts.filter((start) => start <= now).length - 1;
  const from = place < 0 ? born : starts[place];
  const to = starts[place + 1] ?? starts.at(-1) + 10;
  return { place, share: (now - from) / (to - from) };
}

/** The time line, at least so wide that its signs can be read; null without gender. */
export function luckPicture(chart, width, today) {
  if (!chart.luck) return null;
  const pillars = chart.luck.pillars;
  const pitch = Math.max(LEAST_PITCH, (width - EARLY) / pillars.length);
  const whole = EARLY + pitch * pillars.length;
  const now = decadeOf(chart, today);
  const size = Math.min(44, pitch - 16);
  const starts = beginnings(chart);
  const decades = pillars.map((pillar, at) => {
    const left = EARLY + at * pitch;
    return decade(pillar, { left, pitch, size, year: Math.floor(starts[at]), current: now?.place === at });
  });
  const x = now && (now.place < 0 ? EARLY * now.share : EARLY + pitch * (now.place + now.share));
  const high = AXIS + size * 2 + 84;
  return html`<svg class="picture luck" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${r(whole)} ${r(high)}"
      width="${r(whole)}" height="${r(high)}" lang="${language()}" aria-hidden="true">
    ${decades.map((one) => one.ground)}
    ${now && html`<g class="today"><path d="M${r(x)} 14V${AXIS + 6}"/></g>`}
    <path d="M0 ${AXIS}H${r(whole)}" class="axis"/>
    <circle cx="4" cy="${AXIS}" r="4" class="axis-dot"/>
    ${line(0, AXIS + 20, t("birth"), 11.5, "faint", "start")}
    ${decades.map((one) => one.markup)}
    ${now && todayMark(x, today, whole)}
  </svg>`;
}

function decade(pillar, { left, pitch, size, year, current }) {
  const x = left + pitch / 2;
  const [stem, branch] = signsOf(pillar);
  const top = AXIS + 34;
  const gods = language() === "ko";
  return {
    ground: current && html`<rect x="${r(left + 2)}" y="${AXIS}" width="${r(pitch - 4)}" height="${size * 2 + 80}" class="current"/>`,
    markup: html`<path d="M${r(left)} ${AXIS - 4}v8" class="axis"/>
      ${line(left + 3, AXIS - 9, String(year), 11, "faint over", "start")}
      ${line(x, AXIS + 22, t("age", { age: pillar.age }), 12.5, current ? "strong" : "")}
      ${square(x, top, size, stem)}${square(x, top + size + 4, size, branch)}
      ${gods && line(x, top + size * 2 + 21, `${pillar.ten_god.stem}·${pillar.ten_god.branch}`, 10.5, "")}
      ${wrapped(terms.stage(pillar.twelve_stage), pitch - 8, 10.5).map((text, at) =>
        line(x, top + size * 2 + (gods ? 36 : 22) + at * 13, text, 10.5, "faint"))}`,
  };
}

/** A luck pillar's two signs, whose elements follow from their hanja. */
export function signsOf(pillar) {
  return [...pillar.hanja].map((hanja) => ({ hanja, element: ELEMENT_OF[hanja] }));
}

const ELEMENT_OF = Object.fromEntries(
  [["목", "甲乙寅卯"], ["화", "丙丁巳午"], ["토", "戊己辰戌丑未"], ["금", "庚辛申酉"], ["수", "壬癸亥子"]].flatMap(
    ([element, signs]) => [...signs].map((sign) => [sign, element]),
  ),
);

function todayMark(x, today, whole) {
  const label = t("today");
  const anchor = x > whole - 40 ? "end" : x < 30 ? "start" : "middle";
  return html`<g class="today"><circle cx="${r(x)}" cy="${AXIS}" r="5"/>
    ${line(x, 11, `${label} ${today.getFullYear()}`, 11.5, "strong", anchor)}</g>`;
}

/** The same as a table. */
export function luckTable(chart, today) {
  const now = decadeOf(chart, today);
  const starts = beginnings(chart);
  return html`<div class="visually-hidden"><table><caption>${t("luck")}</caption>
    <thead><tr><th scope="col">${t("from_age")}</th><th scope="col">${t("from_year")}</th>
      <th scope="col">${t("pillar")}</th><th scope="col">${t("ten_gods")}</th></tr></thead>
    <tbody>${chart.luck.pillars.map(
      (pillar, at) => html`<tr><th scope="row">${pillar.age}${now?.place === at && html` (${t("today")})`}</th>
        <td>${Math.floor(starts[at])}</td><td>${terms.pillarSound(pillar)} ${pillar.hanja}</td>
        <td>${terms.tenGod(pillar.ten_god.stem)}, ${terms.tenGod(pillar.ten_god.branch)}</td></tr>`,
    )}</tbody></table></div>`;
}
