// What every page has around its own part: the way to the others, the language, the key.

import { hasKey, onKeyNeeded, Problem } from "./api.js";
import { element, html, render } from "./html.js";
import { language, onLanguage, setLanguage, words } from "./i18n.js";
import WORDS from "./words/frame.js";

const t = words(WORDS);

/** What the pages are called. */
export const brand = () => t("brand");

const PAGES = [
  ["/", "ask"],
  ["/compatibility", "compatibility"],
  ["/calendar", "calendar"],
  ["/ops", "ops"],
];

/**
 * Draws header and footer, and calls `draw(main)` now and whenever the language changes. `title` gives
 * the document's title.
 */
export function frame({ title, draw }) {
  const main = document.getElementById("main");
  const everything = () => {
    document.documentElement.lang = language();
    document.title = title();
    render(document.getElementById("header"), header());
    render(document.getElementById("footer"), footer());
    draw(main);
  };
  document.getElementById("header").addEventListener("click", (event) => {
    const button = event.target.closest("button[data-language]");
    if (!button) return;
    setLanguage(button.dataset.language);
    document.querySelector(`button[data-language="${button.dataset.language}"]`).focus();
  });
  onLanguage(everything);
  onKeyNeeded(askForKey);
  everything();
}

/** A page's address in the language of this one. */
export function pageAddress(path) {
  return language() === "ko" ? path : `${path}?lang=${language()}`;
}

function header() {
  const links = PAGES.map(
    ([path, name]) => html`<li><a href="${pageAddress(path)}"${
      path === location.pathname ? CURRENT : ""
    }>${t(name)}</a></li>`,
  );
  return html`
    <a class="skip" href="#main">${t("skip")}</a>
    <div class="bar">
      <a class="brand" href="${pageAddress("/")}"><span class="seal" aria-hidden="true">八字</span>
        <span>${brand()}</span></a>
      <nav aria-label="${t("pages")}"><ul>${links}</ul></nav>
      <div class="languages" role="group" aria-label="${t("language")}">
        ${["ko", "en"].map(
          (one) => html`<button type="button" lang="${one}" data-language="${one}"
            aria-pressed="${String(one === language())}">${one === "ko" ? "한국어" : "English"}</button>`,
        )}
      </div>
    </div>`;
}

const CURRENT = html` aria-current="page"`;

function footer() {
  return html`<p>${t("private")}</p>
    <p><a href="/docs">${t("docs")}</a></p>`;
}

/** A dialog that asks for an API key; it promises the key, or null. */
function askForKey(problem) {
  const why = problem.code === "unauthenticated" ? t(hasKey() ? "key_wrong" : "key_needed") : problem.message;
  const dialog = element(html`
    <dialog class="dialog" aria-labelledby="key-title">
      <form method="dialog">
        <h2 id="key-title">${t("key_title")}</h2>
        <p>${why}</p>
        <label for="key-input">${t("key_label")}</label>
        <input id="key-input" type="password" autocomplete="off" spellcheck="false" required>
        <p class="hint">${t("key_hint")}</p>
        <div class="actions">
          <button type="submit" class="primary" value="use">${t("key_use")}</button>
          <button type="button" data-cancel>${t("cancel")}</button>
        </div>
      </form>
    </dialog>`);
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close(""));
    dialog.addEventListener("close", () => {
      const given = dialog.querySelector("input").value.trim();
      dialog.remove();
      resolve(dialog.returnValue === "use" && given ? given : null);
    });
    dialog.showModal();
  });
}

const SAID_HERE = new Set(["queue_full", "store_unavailable", "rate_limited", "job_not_found"]);

/** A problem as a sentence for people, and how to go on. */
export function told(problem) {
  if (!(problem instanceof Problem)) throw problem;
  if (problem.offline) return t("offline");
  if (problem.code === "unauthenticated") return t("key_needed"); // the API's own tells of its header
  return SAID_HERE.has(problem.code) ? t(problem.code, { seconds: problem.retryAfterS ?? 1 }) : problem.message;
}
