// The field's terms in the language of the page: hangul as it stands in a chart, or English.

import { ANIMALS, GROUPS, SOLAR_TERMS, SOUNDS, SPIRITS, STAGES, STARS, STRENGTHS, STRUCTURES, TEN_GODS } from "./english.js";
import { language, words } from "./i18n.js";
import WORDS from "./words/terms.js";

const t = words(WORDS);

/** 목, 화, 토, 금, 수 as they are called in classes and in the API's figures. */
export const ELEMENTS = ["wood", "fire", "earth", "metal", "water"];
const BY_HANGUL = { 목: "wood", 화: "fire", 토: "earth", 금: "metal", 수: "water" };
export const ELEMENT_HANJA = { wood: "木", fire: "火", earth: "土", metal: "金", water: "水" };
export const PLACES = ["hour", "day", "month", "year"];

const named = (table) => (name) => (language() === "ko" ? name : (table[name] ?? name));

export const tenGod = (name) => (name === "일간" ? t("day_master") : named(TEN_GODS)(name));
export const tenGodGroup = named(GROUPS);
export const stage = named(STAGES);
export const star = named(STARS);
export const strength = named(STRENGTHS);
export const structure = named(STRUCTURES);
export const solarTerm = named(SOLAR_TERMS);

export const spirit = ({ hangul, alias }) =>
  language() === "ko" ? (alias ?? hangul) : (SPIRITS[hangul] ?? STARS[alias] ?? hangul);

/** The element of a stem or branch, as in ELEMENTS. */
export const elementOf = (sign) => BY_HANGUL[sign.element];
export const elementName = (element) => t(element);
export const place = (name) => t(`${name}_pillar`);

/** How a stem or branch is read: 기, or Gi. */
export const sound = (sign) => (language() === "ko" ? sign.hangul : SOUNDS[sign.hanja]);

/** How a pillar is read: 기묘, or Gi-myo. */
export const pillarSound = (pillar) =>
  language() === "ko"
    ? pillar.hangul
    : [...pillar.hanja].map((sign, at) => (at ? SOUNDS[sign].toLowerCase() : SOUNDS[sign])).join("-");

const STEMS = "갑을병정무기경신임계";
const BRANCHES = "자축인묘진사오미신유술해";

/** The same of a pillar that comes in hangul alone: its first sign is a stem, its second a branch. */
export function hangulSound(hangul) {
  if (language() === "ko") return hangul;
  const sounds = Object.values(SOUNDS);
  const [stem, branch] = hangul;
  return `${sounds[STEMS.indexOf(stem)]}-${sounds[STEMS.length + BRANCHES.indexOf(branch)].toLowerCase()}`;
}

/** What a pillar changes at: 입춘, 자정, or the hour that begins then. */
export function boundary(name) {
  if (name === "자정") return t("midnight");
  if (language() === "ko" || name in SOLAR_TERMS) return solarTerm(name);
  return t("hour_of", { animal: Object.values(ANIMALS)[BRANCHES.indexOf(name[0])] });
}

export const animal = (branch) => (language() === "ko" ? branch.animal : ANIMALS[branch.hanja]);

/** A sign's nature: 음토, or yin earth. */
export const nature = (sign) =>
  t("nature", { polarity: t(sign.polarity), element: t(elementOf(sign)) });

/** What kinds of relations bring together, what sets against, and the rest. */
export function mood(kind) {
  if (kind.endsWith("combination")) return "bond";
  return ["clash", "stem_clash", "punishment"].includes(kind) ? "strain" : "faint";
}

/** A relation without its signs: 반합, or half combination. */
export const relationKind = (relation) =>
  language() === "ko" ? relation.name.slice([...relation.signs].length).trim() : t(relation.kind);

/** Several relations of the same pillars in one label: 묘오 파·원진, 오미 합火. */
export function relationLabel(relations) {
  const [first] = relations;
  const signs = language() === "ko" ? first.name.slice(0, [...first.signs].length) : first.signs;
  const made = (one) => (one.element ? `${one.transforms ? "→" : ""}${ELEMENT_HANJA[one.element]}` : "");
  const between = language() === "ko" ? "" : " ";
  const kinds = relations.map((one) => relationKind(one) + (made(one) && between + made(one)));
  return `${signs} ${[...new Set(kinds)].join(" · ")}`;
}

/** Of a sentence that the API gives in both languages, ours. */
export const said = (sentence) => sentence?.[language()] ?? "";
