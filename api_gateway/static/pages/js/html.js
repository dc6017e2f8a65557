// Markup, escaped by construction: html`<p title="${text}">${text}</p>`.
//
// Whatever is put in is text, unless it is markup that was made here. An array is joined; null,
// undefined and false are nothing. This is the only place where text becomes markup, and the page's
// Content-Security-Policy (Trusted Types) holds every other one to that.

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

class Markup {
  #text;

  constructor(text) {
    this.#text = text;
  }

  toString() {
    return this.#text;
  }
}

const policy =
  globalThis.trustedTypes?.createPolicy("palja", { createHTML: (text) => text }) ??
  { createHTML: (text) => text };

function escaped(value) {
  if (value instanceof Markup) return String(value);
  if (Array.isArray(value)) return value.map(escaped).join("");
  if (value === null || value === undefined || value === false) return "";
  return String(value).replace(/[&<>"']/g, (sign) => ENTITIES[sign]);
}

/** The markup of a template. A value may stand in text or in a quoted attribute, nowhere else. */
export function html(strings, ...values) {
  let text = strings[0];
  values.forEach((value, at) => {
    if (/=\s*$/.test(strings[at])) throw new Error("an attribute's value is to be quoted");
    text += escaped(value) + strings[at + 1];
  });
  return new Markup(text);
}

/** Replaces what an element holds. */
export function render(element, markup) {
  if (!(markup instanceof Markup)) throw new Error("only what html`…` made is markup");
  element.innerHTML = policy.createHTML(String(markup));
  return element;
}

/** The one element of that markup, in no document yet. */
export function element(markup) {
  return render(document.createElement("template"), markup).content.firstElementChild;
}
