// What a form holds, as the body of a request and as a link.
//
// Values are texts by the names of the form's fields. A field that is empty is left out; what is no
// number is sent as it was typed: the API says what is wrong with it, better than a form can.

import { cityOf } from "./cities.js";

const NUMBERS = ["year", "month", "day", "hour", "minute", "second"];
const OPTIONS = ["day_boundary", "solar_time", "late_rat_stem", "luck_rounding", "hidden_stems", "twelve_stages", "twelve_spirits"];

export const PERSON = "birth_info";
export const PARTNER = "partner_birth_info";

const number = (text) => (/^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : text);

/** A value as it is meant: an input method for Korean or Japanese may leave digits at full width. */
const plain = (typed) => typed?.normalize("NFKC").trim() ?? "";

/** One person's birth, as the API takes it. */
export function birthOf(values, person = PERSON) {
  const value = (name) => plain(values[`${person}.${name}`]);
  const birth = {};
  const unknown = value("unknown") !== "";
  for (const name of NUMBERS) {
    if (value(name) === "" || (unknown && ["hour", "minute", "second"].includes(name))) continue;
    birth[name] = number(value(name));
  }
  const calendar = value("calendar");
  if (calendar === "lunar" || calendar === "leap") birth.is_lunar = true;
  if (calendar === "leap") birth.is_leap_month = true;
  if (value("gender")) birth.gender = value("gender");
  if (value("fold")) birth.fold = number(value("fold"));
  const city = cityOf(value("place"));
  if (city) {
    Object.assign(birth, { timezone: city.timezone, longitude: city.longitude });
  } else {
    birth.timezone = value("timezone"); // refused when empty: left out, it would be Seoul's
    if (value("longitude")) birth.longitude = number(value("longitude"));
  }
  return birth;
}

/** The whole request. */
export function questionOf(values) {
  const value = (name) => plain(values[name]);
  const service = value("service_type") || "saju_interpretation";
  const question = { birth_info: birthOf(values), service_type: service, language: value("language") };
  if (service === "compatibility") question.partner_birth_info = birthOf(values, PARTNER);
  if (["daily_fortune", "yearly_fortune"].includes(service) && value("date")) question.date = value("date");
  const options = OPTIONS.filter((name) => value(`options.${name}`));
  if (options.length) {
    question.options = Object.fromEntries(options.map((name) => [name, value(`options.${name}`)]));
  }
  return question;
}

/** The same question for its chart alone, which is never queued and costs nothing. */
export function chartOf({ language, service_type: service, ...question }) {
  const day = question.date ?? (service.endsWith("fortune") ? today() : undefined);
  return { ...question, service_type: "saju_calculation", language, ...(day && { date: day }) };
}

function today() {
  const now = new Date();
  const two = (part) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/**
 * A link that asks this again. The birth stands behind the `#`, which a browser keeps to itself: it is
 * sent to no server and is in no log.
 */
export function linkOf(values) {
  const kept = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (plain(value)) kept.set(short(name), plain(value));
  const address = new URL(location.href);
  address.hash = kept.toString();
  return address.href;
}

/** The values that the page was opened with; null without any. */
export function valuesOfLink() {
  const given = [...new URLSearchParams(location.hash.slice(1))];
  if (!given.some(([name]) => name === "year")) return null;
  return Object.fromEntries(given.map(([name, value]) => [long(name), plain(value)]));
}

const PLAIN = /^(service_type|language|date|options\..*)$/;
const short = (name) => name.replace(/^birth_info\./, "").replace(/^partner_birth_info\./, "partner.");
const long = (name) =>
  PLAIN.test(name) ? name : name.startsWith("partner.") ? name.replace("partner", PARTNER) : `${PERSON}.${name}`;
