// The fields of a question. Their names are those of the API, so that each of its errors finds its
// field.

import { CITIES, ELSEWHERE } from "./cities.js";
import { element, html } from "./html.js";
import { language, words } from "./i18n.js";
import WORDS from "./words/form.js";

const t = words(WORDS);
const CHECKED = html` checked`;
const SELECTED = html` selected`;
const id = (name) => name.replaceAll(".", "-");

/** The schools' conventions, each with the API's default first. */
const CONVENTIONS = {
  day_boundary: ["23:00", "00:00"],
  solar_time: ["mean", "clock", "standard", "apparent"],
  late_rat_stem: ["next_day", "same_day"],
  luck_rounding: ["round", "floor", "ceil", "exact"],
  hidden_stems: ["monthly_division", "principal"],
  twelve_stages: ["fire_earth", "water_earth", "same_birth"],
  twelve_spirits: ["year", "day"],
};
const isDefault = (name, value) => CONVENTIONS[name.replace(/^options\./, "")]?.[0] === value;

/** The API's fields that are another field here. */
const SHOWN_AS = { is_lunar: "calendar", is_leap_month: "calendar" };

/** Date, hour, place and gender of one person. */
export function birthFields(person) {
  const name = (field) => `${person}.${field}`;
  return html`
    <fieldset aria-describedby="${id(name("calendar"))}-error">
      <legend>${t("calendar")}</legend>
      <div class="choices">${["solar", "lunar", "leap"].map((value) => radio(name("calendar"), value, t(value), value === "solar"))}</div>
      ${errorPlace(name("calendar"))}
    </fieldset>
    <fieldset aria-describedby="${id(name("gender"))}-error"><legend>${t("gender")}</legend>
      <div class="choices">${radio(name("gender"), "female", t("female"))}${radio(name("gender"), "male", t("male"))}</div>
      ${errorPlace(name("gender"))}
    </fieldset>
    <fieldset><legend>${t("date")}</legend>
      <div class="row three">${number(name("year"), t("year"), "1990")}${number(name("month"), t("month"), "3")}${number(name("day"), t("day"), "15")}</div>
    </fieldset>
    <fieldset><legend>${t("time")}</legend>
      <div class="row two">${number(name("hour"), t("hour"), "14")}${number(name("minute"), t("minute"), "30")}</div>
      <label class="tick"><input type="checkbox" name="${name("unknown")}" value="yes" data-unknown="${person}">${t("unknown")}</label>
    </fieldset>
    <div><label for="${id(name("place"))}">${t("place")}</label>
      <div class="choices"><select id="${id(name("place"))}" name="${name("place")}" data-place="${person}">
        ${cities("Asia/Seoul", t("korea"))}${cities(null, t("world"))}
        <option value="${ELSEWHERE}">${t("elsewhere")}</option></select></div>
    </div>
    <div class="row two" data-elsewhere="${person}" hidden>
      ${text(name("timezone"), t("timezone"), "Asia/Seoul")}${text(name("longitude"), t("longitude"), "126.98")}
    </div>`;
}

function cities(zone, label) {
  const shown = CITIES.filter((city) => (city.timezone === "Asia/Seoul") === (zone !== null));
  return html`<optgroup label="${label}">${shown.map(
    (city) => html`<option value="${city.id}">${city[language()]}</option>`,
  )}</optgroup>`;
}

/** Service and language of the reading. */
export function serviceFields(services) {
  return html`<div class="row fitting">
    ${services.length > 1 && select("service_type", t("service"), services.map((one) => [one, t(one)]))}
    ${select("language", t("language"), [["ko", "한국어"], ["en", "English"]], language())}</div>
    ${services.includes("daily_fortune") && html`<div data-date hidden>${input("date", t("fortune_date"), html`type="date" min="1900-01-01" max="2100-12-31"`)}</div>`}`;
}

/** The conventions of schools, and what else hardly anybody needs, folded. */
export function optionFields() {
  return html`<details class="options"><summary>${t("options")}</summary><div class="row two">
    ${Object.entries(CONVENTIONS).map(([name, values]) => select(
      `options.${name}`, t(name), values.map((value, at) => [at === 0 ? "" : value, t(`${name}=${value}`)])))}
    ${select("birth_info.fold", t("fold"), [["", "–"], ["0", t("fold=0")], ["1", t("fold=1")]])}
    </div></details>`;
}

function radio(name, value, label, checked = false) {
  return html`<label class="choice"><input type="radio" name="${name}" value="${value}"${checked && CHECKED}>${label}</label>`;
}

function number(name, label, example) {
  return input(name, label, html`inputmode="numeric" autocomplete="off" maxlength="6" placeholder="${example}"`);
}

function text(name, label, example) {
  return input(name, label, html`placeholder="${example}" autocomplete="off" spellcheck="false"`);
}

function input(name, label, more) {
  return html`<div><label class="unit" for="${id(name)}"><span>${label}</span></label>
    <input id="${id(name)}" name="${name}" aria-describedby="${id(name)}-error" ${more}>${errorPlace(name)}</div>`;
}

function select(name, label, options, chosen) {
  return html`<div><label for="${id(name)}">${label}</label>
    <select id="${id(name)}" name="${name}" aria-describedby="${id(name)}-error">${options.map(
      ([value, shown]) => html`<option value="${value}"${value === chosen && SELECTED}>${shown}</option>`,
    )}</select>${errorPlace(name)}</div>`;
}

const errorPlace = (name) => html`<span class="error" id="${id(name)}-error" data-error="${name}"></span>`;

/** What the form holds, by name. */
export function valuesOf(form) {
  return Object.fromEntries(new FormData(form));
}

/**
 * Puts values into the form; what it has no field for is passed over. A field that does not know its
 * value keeps the one it had.
 * @returns the names of such fields
 */
export function fill(form, values) {
  const unknown = [];
  for (const [name, given] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (!field) continue;
    const value = isDefault(name, given) ? "" : given; // which is sent by leaving it out
    const before = field.value;
    if (field.type === "checkbox") field.checked = value !== "";
    else field.value = value;
    if (field.type === "checkbox" || field.dataset?.place || field.value === value) continue;
    field.value = before;
    unknown.push(name);
  }
  settle(form);
  return unknown;
}

/** Says above the form, until it is submitted, that a link held what these fields do not know. */
export function showUnknown(form, names) {
  if (!names.length) return;
  const labels = names.map((name) => {
    const field = form.elements.namedItem(name);
    return (field.labels?.[0] ?? field[0].closest("fieldset").querySelector("legend")).textContent.trim();
  });
  form.prepend(element(html`<p class="notice warn" role="status" data-unknown-value>${t("unknown_value", { fields: labels.join(", ") })}</p>`));
}

/** Shows the fields that the chosen values need, and no others. */
export function settle(form) {
  for (const box of form.querySelectorAll("[data-unknown]")) {
    for (const part of ["hour", "minute"]) {
      form.elements.namedItem(`${box.dataset.unknown}.${part}`).disabled = box.checked;
    }
  }
  for (const one of form.querySelectorAll("[data-place]")) {
    if (!one.value) one.value = ELSEWHERE; // a link's city that is not in the list
    form.querySelector(`[data-elsewhere="${one.dataset.place}"]`).hidden = one.value !== ELSEWHERE;
  }
  const date = form.querySelector("[data-date]");
  if (date) date.hidden = !form.elements.namedItem("service_type").value.endsWith("_fortune");
}

/**
 * Shows each error beside its field, and those without one above all; focuses the first. The list above
 * is what a screen reader hears.
 */
export function showErrors(form, errors) {
  clearErrors(form);
  const homeless = [];
  let first = null;
  for (const { field, message } of errors) {
    const [person, part] = field.split(".");
    const name = part in SHOWN_AS ? `${person}.${SHOWN_AS[part]}` : field;
    const place = form.querySelector(`[data-error="${CSS.escape(name)}"]`);
    if (!place) {
      homeless.push(field ? `${field}: ${message}` : message);
      continue;
    }
    place.append(place.textContent ? ` ${message}` : message);
    place.closest("[hidden]")?.removeAttribute("hidden");
    place.closest("details")?.setAttribute("open", "");
    const found = form.elements.namedItem(name);
    const control = found instanceof RadioNodeList ? found[0] : found;
    control.setAttribute("aria-invalid", "true");
    if (!first || control.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING) first = control;
  }
  const count = errors.length - homeless.length;
  const told = [...(count ? [t("errors", { count })] : []), ...homeless];
  form.prepend(element(html`<div class="notice bad" role="alert" data-summary tabindex="-1">${told.map((one) => html`<p>${one}</p>`)}</div>`));
  (first ?? form.querySelector("[data-summary]")).focus();
}

export function clearErrors(form) {
  form.querySelector("[data-summary]")?.remove();
  for (const place of form.querySelectorAll("[data-error]")) place.textContent = "";
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}
