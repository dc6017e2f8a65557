// Two charts beside each other, with what the signs of one are to those of the other between them.

import { line, r, square } from "./drawing.js";
import { html } from "./html.js";
import { language, words } from "./i18n.js";
import { relationMarks } from "./relations.js";
import * as terms from "./terms.js";
import WORDS from "./words/pair.js";

const t = words(WORDS);
const BETWEEN = 22;

/** Eight pillars in a row, hour to year of the one, then of the other. */
export function pairPicture(chart, width) {
  const pitch = (width - BETWEEN) / 8;
  const size = Math.min(66, Math.floor(pitch - 5));
  const small = width < 560;
  const columns = ["one", "other"].flatMap((who, side) =>
    terms.PLACES.map((place, at) => ({
      who,
      place,
      name: `${who}_${place}`,
      x: side * (4 * pitch + BETWEEN) + (at + 0.5) * pitch,
      pillar: (who === "one" ? chart : chart.partner).pillars[place],
    })),
  );
  const xs = Object.fromEntries(columns.map(({ name, x }) => [name, x]));
  const relations = between(chart.compatibility);
  const of = (stem) => relations.filter((one) => one.kind.startsWith("stem") === stem);
  const look = { size: small ? 10 : 12 };
  const above = relationMarks(of(true), xs, { ...look, up: true });
  const below = relationMarks(of(false), xs, { ...look, up: false });
  const top = 26 + above.height + 6;
  const bottom = top + 2 * size + 4;
  const high = bottom + below.height + 24;
  return html`<svg class="picture pair" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${r(width)} ${r(high)}"
      width="${r(width)}" height="${r(high)}" lang="${language()}" aria-hidden="true">
    ${["one", "other"].map((who, side) => line(side * (4 * pitch + BETWEEN) + 2 * pitch, 15, t(who), 14, "strong"))}
    <path class="rule" d="M${r(width / 2)} 4V${r(high)}"/>
    ${above.at(top)}
    ${columns.map(({ x, pillar }) => signs(x, top, size, pillar))}
    ${columns.map(({ x, place }) => line(x, high - 4, small ? [...terms.place(place)][0] : terms.place(place), look.size, "faint"))}
    ${below.at(bottom)}</svg>`;
}

function signs(x, y, size, pillar) {
  if (pillar) return html`${square(x, y, size, pillar.stem)}${square(x, y + size + 4, size, pillar.branch)}`;
  return [y, y + size + 4].map(
    (top) => html`<rect x="${r(x - size / 2)}" y="${r(top)}" width="${size}" height="${size}" rx="${r(size / 5)}" class="unknown"/>`,
  );
}

/** Every relation of the parts, each once. */
function between({ parts }) {
  const seen = new Map();
  for (const one of parts.flatMap((part) => part.relations)) {
    seen.set([one.kind, one.name, ...one.pillars].join(), one);
  }
  return [...seen.values()];
}

/** The score and its parts, each with its reason. */
export function partsView({ score, parts }) {
  return html`<h2>${t("score_title")}</h2>
    <p class="score"><b>${score}</b><span class="soft"> / 100</span></p>
    <ul class="parts">${parts.map(
      (part) => html`<li><div class="part-head"><b>${terms.said(part.name)}</b><span>${part.score}</span></div>
        <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect width="100" height="6" rx="3" class="scale-ground"/><rect width="${part.score}" height="6" rx="3" class="bar"/></svg>
        <p class="hint">${terms.said(part.reason)}</p></li>`,
    )}</ul>`;
}
