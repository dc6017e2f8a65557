// The balance of the five elements: each circle as large as its element's weight, along the arrows what
// feeds what (생), across what holds what in check (극).

import { line, r } from "./drawing.js";
import { html } from "./html.js";
import { language, words } from "./i18n.js";
import { ELEMENT_HANJA, elementName, elementOf, ELEMENTS } from "./terms.js";
import WORDS from "./words/chart.js";

const t = words(WORDS);
const SIZE = 340;
const RING = 112;
const CENTRE = [SIZE / 2, 172];

export function wheelPicture(chart) {
  const own = elementOf(chart.pillars.day.stem);
  const places = ELEMENTS.map((element, at) => {
    const angle = (at * 2 * Math.PI) / 5 - Math.PI / 2;
    return {
      element,
      x: CENTRE[0] + RING * Math.cos(angle),
      y: CENTRE[1] + RING * Math.sin(angle),
      count: chart.elements[element],
      percent: Math.round(chart.balance.points[element]),
      radius: 27 + 4.1 * Math.sqrt(chart.balance.points[element]),
    };
  });
  const next = (at, step) => places[(at + step) % 5];
  return html`<svg class="picture wheel" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}"
      width="${SIZE}" height="${SIZE}" lang="${language()}" aria-hidden="true">
    ${places.map((one, at) => checks(one, next(at, 2)))}
    ${places.map((one, at) => feeds(one, next(at, 1)))}
    ${places.map((one) => circle(one, one.element === own))}
  </svg>`;
}

function circle({ element, x, y, count, percent, radius }, own) {
  const missing = count === 0;
  const ink = missing ? "" : `on-${element}`;
  return html`
    ${own && html`<circle cx="${r(x)}" cy="${r(y)}" r="${r(radius + 5)}" class="own"/>`}
    <circle cx="${r(x)}" cy="${r(y)}" r="${r(radius)}" class="${missing ? "missing" : `tile ${element}`}"/>
    ${line(x, y + 1, ELEMENT_HANJA[element], 23, `hanja ${ink}`)}
    ${line(x, y + 17, `${elementName(element)} ${percent}%`, 11.5, ink)}`;
}

/** An arrow along the ring, from rim to rim. */
function feeds(one, other) {
  const [ux, uy, length] = towards(one, other);
  const [fromX, fromY] = [one.x + ux * (one.radius + 7), one.y + uy * (one.radius + 7)];
  const long = length - one.radius - other.radius - 14;
  if (long < 6) return null;
  const [toX, toY] = [fromX + ux * long, fromY + uy * long];
  const head = [
    [toX - ux * 8 - uy * 4.5, toY - uy * 8 + ux * 4.5],
    [toX - ux * 8 + uy * 4.5, toY - uy * 8 - ux * 4.5],
  ];
  return html`<path class="feeds" d="M${r(fromX)} ${r(fromY)}L${r(toX)} ${r(toY)}M${r(head[0][0])} ${r(head[0][1])}L${r(toX)} ${r(toY)}L${r(head[1][0])} ${r(head[1][1])}"/>`;
}

function checks(one, other) {
  return html`<path class="checks" d="M${r(one.x)} ${r(one.y)}L${r(other.x)} ${r(other.y)}"/>`;
}

function towards(one, other) {
  const length = Math.hypot(other.x - one.x, other.y - one.y);
  return [(other.x - one.x) / length, (other.y - one.y) / length, length];
}

/** The same figures as a table. */
export function balanceTable(chart) {
  return html`<div class="visually-hidden"><table><caption>${t("balance")}</caption>
    <thead><tr><th scope="col">${t("element")}</th><th scope="col">${t("count")}</th><th scope="col">${t("weight")}</th></tr></thead>
    <tbody>${ELEMENTS.map(
      (element) => html`<tr><th scope="row">${elementName(element)}</th><td>${chart.elements[element]}</td>
        <td>${Math.round(chart.balance.points[element])}%</td></tr>`,
    )}</tbody></table></div>`;
}
