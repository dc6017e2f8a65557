// Relations drawn between pillars: a bracket from sign to sign with its name, in as few lanes as go
// without one crossing another's name.

import { line, r, textWidth } from "./drawing.js";
import { html } from "./html.js";
import { mood, relationLabel, said } from "./terms.js";

/**
 * The brackets of some relations, `xs` the middle of each pillar by its name. Their `height` is what
 * they need; `at(y)` is their markup for signs whose edge is at y: above it with `up`, else below.
 */
export function relationMarks(relations, xs, { size, up }) {
  const groups = grouped(relations.filter((one) => one.pillars.every((name) => name in xs)), xs);
  const laneHeight = size + 13;
  const lanes = [];
  for (const group of groups) {
    const half = textWidth(group.label, size) / 2 + 5;
    group.middle = nameAt(group, half, Object.values(xs));
    const from = Math.min(group.from - 7, group.middle - half);
    const to = Math.max(group.to + 7, group.middle + half);
    group.lane = lanes.findIndex((taken) => taken.every(([start, end]) => to <= start || from >= end));
    if (group.lane < 0) group.lane = lanes.push([]) - 1;
    lanes[group.lane].push([from, to]);
  }
  feet(groups, xs);
  const direction = up ? -1 : 1;
  const at = (edge) => [
    ...groups.map((group) => bracket(group, edge, direction, laneHeight)),
    ...groups.map((group) => {
      const y = edge + direction * (9 + group.lane * laneHeight) + (up ? -4 : size + 3);
      return html`<g class="relation ${group.mood}"><title>${group.why}</title>
        ${ground(group.middle, y, group.label, size)}${line(group.middle, y, group.label, size, "relation-name")}</g>`;
    }),
  ];
  return { height: lanes.length ? lanes.length * laneHeight + 10 : 0, at };
}

/** What a name stands on, so that a line from a lane further out breaks there, between its words too. */
function ground(x, y, label, size) {
  const wide = textWidth(label, size) + 4;
  return html`<rect x="${r(x - wide / 2)}" y="${r(y - size)}" width="${r(wide)}" height="${r(size * 1.25)}" class="paper"/>`;
}

/** Those of the same pillars together; the short ones first, so that they lie nearest. */
function grouped(relations, xs) {
  const by = new Map();
  for (const one of relations) {
    const key = [...one.pillars].sort().join();
    by.set(key, [...(by.get(key) ?? []), one]);
  }
  const groups = [...by.values()].map((members) => {
    const places = members[0].pillars.map((name) => xs[name]);
    const moods = new Set(members.map((one) => mood(one.kind)));
    const bond = members.find((one) => mood(one.kind) === "bond");
    return {
      places,
      from: Math.min(...places),
      to: Math.max(...places),
      label: relationLabel(members),
      why: members.map((one) => said(one.reason)).filter(Boolean).join("\n"),
      mood: bond ? `bond text-${bond.element}` : moods.has("strain") ? "strain" : "faint-relation",
      loose: members.every((one) => !one.adjacent),
    };
  });
  return groups.sort((one, other) => one.to - one.from - (other.to - other.from));
}

/** Where a bracket's name stands: in its middle, or beside a sign there, on which others may stand. */
function nameAt({ from, to }, half, xs) {
  const middle = (from + to) / 2;
  const posts = xs.filter((x) => x >= from && x <= to).sort((one, other) => one - other);
  if (!posts.some((x) => Math.abs(x - middle) < half + 12)) return middle;
  const gaps = posts.slice(1).map((x, at) => ({ at: (x + posts[at]) / 2, wide: x - posts[at] }));
  const fitting = gaps.filter(({ wide }) => wide > 2 * half + 24);
  fitting.sort((one, other) => Math.abs(one.at - middle) - Math.abs(other.at - middle));
  return fitting[0]?.at ?? middle;
}

/** Where each bracket stands on a sign that several stand on: side by side. */
function feet(groups, xs) {
  for (const x of Object.values(xs)) {
    const here = groups.filter((group) => group.places.includes(x));
    // Who goes to the left stands on the left, and the outer lanes further out.
    const side = (group) => Math.sign((group.from + group.to) / 2 - x);
    here.sort((one, other) => side(one) - side(other) || side(one) * (other.lane - one.lane));
    here.forEach((group, place) => {
      group.feet = { ...group.feet, [x]: x + (place - (here.length - 1) / 2) * 8 };
    });
  }
}

function bracket(group, edge, direction, laneHeight) {
  const feet = group.places.map((x) => group.feet[x]).sort((one, other) => one - other);
  const y = edge + direction * (9 + group.lane * laneHeight);
  const near = edge + direction * 3;
  const [first, ...others] = feet;
  const last = others.pop();
  const bend = 4 * direction;
  const path = [
    `M${r(first)} ${r(near)}V${r(y - bend)}q0 ${bend} 4 ${bend}H${r(last - 4)}q4 0 4 ${-bend}V${r(near)}`,
    ...others.map((x) => `M${r(x)} ${r(near)}V${r(y)}`),
  ].join("");
  return html`<g class="relation ${group.mood}"><path d="${path}" class="${group.loose ? "loose" : ""}"/>
    ${feet.map((x) => (group.mood === "strain" ? cross(x, near) : html`<circle cx="${r(x)}" cy="${r(near)}" r="2.2"/>`))}</g>`;
}

/** The end of what sets signs against one another, told apart without its colour. */
const cross = (x, y) => html`<path d="M${r(x - 2.5)} ${r(y - 2.5)}l5 5m0-5l-5 5"/>`;
