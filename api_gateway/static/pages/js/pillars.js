// The four pillars as a person in the field draws them: hour, day, month, year from left to right, what
// the stems are to one another above them, what the branches are below, and the rest in rows.

import { line, r, square, textWidth, wrapped } from "./drawing.js";
import { html } from "./html.js";
import { language, words } from "./i18n.js";
import { relationMarks } from "./relations.js";
import * as terms from "./terms.js";
import WORDS from "./words/chart.js";

const t = words(WORDS);
const HANJA = { hour: "時", day: "日", month: "月", year: "年" };

/** Sizes for a picture so wide; a phone's has smaller signs and no words beside them. */
function measures(width) {
  const wide = width >= 560;
  const gutter = wide ? 84 : 42;
  const gap = wide ? 12 : 6;
  const pitch = (width - gutter + gap) / 4;
  return wide
    ? { wide, width, gutter, pitch, tile: pitch - gap, high: 116, hanja: 50, small: 13, tiny: 12, hidden: 36 }
    : { wide, width, gutter, pitch, tile: pitch - gap, high: 92, hanja: 36, small: 11, tiny: 10.5, hidden: 18.5 };
}

/** The chart as one SVG, `width` user units wide and as high as it needs. */
export function pillarsPicture(chart, width) {
  const m = measures(width);
  const middle = (at) => m.gutter + at * m.pitch + m.tile / 2;
  const columns = terms.PLACES.map((place, at) => ({
    place,
    x: middle(at),
    pillar: chart.pillars[place],
  }));
  const where = Object.fromEntries(columns.map(({ place, x }) => [place, x]));
  const of = (part) =>
    chart.relations.filter((one) => one.kind.startsWith("stem") === (part === "stem"));

  const doubts = columns.map(({ place }) => doubted(chart, place));
  let y = m.wide ? 26 : doubts.some(Boolean) ? 36 : 22;
  const parts = columns.map(({ place, x }, at) => heading(place, x, m, doubts[at]));
  const above = relationMarks(of("stem"), where, { size: m.tiny, up: true });
  y += above.height;
  const stems = y + 8;
  parts.push(above.at(stems));
  const branches = stems + m.high + 8;
  for (const [name, top] of [[t("stem"), stems], [t("branch"), branches]]) {
    parts.push(line(0, top + m.high / 2 + 4, name, m.tiny, "faint", "start"));
  }
  for (const { place, x, pillar } of columns) {
    parts.push(tile(x, stems, m, pillar && { sign: pillar.stem, god: pillar.ten_god.stem, day: place === "day" }));
    parts.push(tile(x, branches, m, pillar && { sign: pillar.branch, god: pillar.ten_god.branch }));
  }
  y = branches + m.high;
  const below = relationMarks(of("branch"), where, { size: m.tiny, up: false });
  parts.push(below.at(y));
  y += below.height + 14;
  const rows = [
    [t("hidden"), (column) => hiddenStems(column, m)],
    [t("stage"), (column) => [terms.stage(column.pillar.twelve_stage)]],
    [t("spirit"), (column) => [terms.spirit(column.pillar.twelve_spirit)]],
    [t("nayin"), (column) => [nayin(column.pillar)]],
    [t("void"), (column) => (column.pillar.void_by.length ? [t("void_mark")] : [])],
    [t("stars"), (column) => starsOf(chart, column.place)],
  ];
  for (const [name, cell] of rows) {
    const drawn = columns.map((column) => (column.pillar ? cellOf(cell(column), column.x, y, m) : null));
    const tallest = Math.max(...drawn.map((one) => one?.high ?? 0));
    if (tallest === 0) continue;
    const names = wrapped(name, m.gutter - 4, m.tiny);
    const high = Math.max(tallest, names.length * 14 + 2);
    parts.push(html`<path d="M0 ${r(y)}H${r(width)}" class="rule"/>`);
    parts.push(...names.map((text, at) => line(0, y + 19 + at * 14, text, m.tiny, "faint", "start")));
    parts.push(...drawn.filter(Boolean).map((one) => one.markup));
    y += high + 12;
  }
  return html`<svg class="picture" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${r(width)} ${r(y)}"
    width="${r(width)}" height="${r(y)}" lang="${language()}" aria-hidden="true">${parts}</svg>`;
}

/** The other pillar that this one could be, so close is the birth to a boundary. */
function doubted(chart, place) {
  const warning = chart.boundary_warnings?.find((one) => one.pillar === place);
  return warning && terms.hangulSound(warning.other);
}

function heading(place, x, m, other) {
  const name = terms.place(place);
  const beside = m.wide ? html`dx="5"` : html`x="${r(x)}" y="30"`;
  return html`<text x="${r(x)}" y="16" text-anchor="middle" font-size="${m.small + 2}"
    class="strong">${name}<tspan class="faint hanja" dx="5" font-size="${m.small}">${HANJA[place]}</tspan>${
    other && html`<tspan class="doubt" ${beside} font-size="${m.tiny}">${other}?</tspan>`}</text>`;
}

function tile(x, y, m, shown) {
  const left = r(x - m.tile / 2);
  const box = html`x="${left}" y="${r(y)}" width="${r(m.tile)}" height="${m.high}" rx="12"`;
  if (!shown) {
    return html`<rect ${box} class="unknown"/>
      ${line(x, y + m.high / 2 + 5, t("unknown"), m.small, "faint")}`;
  }
  const { sign, god, day } = shown;
  const element = terms.elementOf(sign);
  const ink = `on-${element}`;
  const gods = wrapped(terms.tenGod(god), m.tile - 6, m.tiny);
  const top = gods.length > 1 ? 15 : m.wide ? 22 : 18;
  return html`<rect ${box} class="tile ${element}"/>
    ${day && html`<rect x="${r(x - m.tile / 2 + 3)}" y="${r(y + 3)}" width="${r(m.tile - 6)}" height="${m.high - 6}" rx="9" class="self ring-${element}"/>`}
    ${gods.map((text, at) => line(x, y + top + at * 12, text, gods.length > 1 ? m.tiny - 1 : m.tiny, ink))}
    ${line(x, y + (m.wide ? 77 : gods.length > 1 ? 64 : 59), sign.hanja, m.hanja, `hanja ${ink}`)}
    ${line(x, y + m.high - (m.wide ? 14 : 9), reading(sign, m), m.tiny, ink)}`;
}

/** A tile's lowest line: 기 · 음토 or Gi · yin earth; a branch's animal where there is room. */
function reading(sign, m) {
  const sound = terms.sound(sign);
  if (!m.wide) return language() === "ko" ? `${sound} ${terms.nature(sign)}` : sound;
  const animal = sign.animal ? `${terms.animal(sign)} · ` : "";
  const whole = `${sound} · ${animal}${terms.nature(sign)}`;
  return textWidth(whole, m.tiny) <= m.tile - 8 ? whole : `${sound} · ${terms.nature(sign)}`;
}

/** A row's cell: lines of text, or markup with a height of its own. */
function cellOf(content, x, y, m) {
  if (!Array.isArray(content)) return { high: content.high, markup: content.at(y + 9) };
  const size = m.wide ? m.small : m.tiny;
  const lines = content.flatMap((one) => {
    const { text, look } = typeof one === "string" ? { text: one, look: "" } : one;
    return wrapped(text, m.tile + 4, size).map((words) => ({ words, look }));
  });
  return {
    high: lines.length && lines.length * (size + 5) + 4,
    markup: lines.map(({ words, look }, at) => line(x, y + 19 + at * (size + 5), words, size, look)),
  };
}

function hiddenStems({ x, pillar }, m) {
  const signs = pillar.hidden_stems;
  const pitch = m.wide ? 48 : 20.5;
  const named = language() === "ko";
  return {
    high: m.hidden + 4 + (named ? m.tiny + 6 : 0),
    at: (y) =>
      signs.map((sign, place) => {
        const middle = x + pitch * (place - (signs.length - 1) / 2);
        const size = named ? (m.wide ? m.tiny : 9.2) : 0;
        return html`${square(middle, y, m.hidden, sign)}
          ${named && line(middle, y + m.hidden + m.tiny + 4, sign.ten_god, size, "")}`;
      }),
  };
}

const nayin = (pillar) =>
  language() === "ko" ? pillar.nayin.hangul : pillar.nayin.hanja;

function starsOf(chart, place) {
  const seen = new Set();
  return chart.stars
    .filter((star) => star.pillars.includes(place) && !seen.has(star.name) && seen.add(star.name))
    .map((star) => ({ text: terms.star(star.name), look: star.kind }));
}
