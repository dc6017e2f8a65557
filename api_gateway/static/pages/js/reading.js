// A reading that grows in: first what nobody has checked yet, told apart, then the final answer in its
// place.

import { html, render } from "./html.js";
import { locale, words } from "./i18n.js";
import WORDS from "./words/reading.js";

const t = words(WORDS);
const TITLE_CHARS = 60;

/**
 * What the events of one job have told so far: pieces of text, each with the call of a provider that
 * wrote it. A new call writes anew, so it replaces what an earlier one had shown.
 */
export class GrowingText {
  #attempt = null;
  #length = 0; // in code points, as the offsets are
  text = "";

  /** Adds a piece; false when one before it was missed, and nothing is added until the next call. */
  add({ attempt, offset, text }) {
    if (attempt !== this.#attempt) {
      this.#attempt = attempt;
      this.#length = 0;
      this.text = "";
    }
    if (offset !== this.#length) return false;
    this.text += text;
    this.#length += [...text].length;
    return true;
  }

  /** Sections as they are so far: a title is a block's first line, if there is more than it. */
  get sections() {
    return this.text.split("\n\n").filter(Boolean).map((block) => {
      const [first, ...rest] = block.split("\n");
      return rest.length && first.length <= TITLE_CHARS
        ? { title: first, text: rest.join("\n") }
        : { title: null, text: block };
    });
  }
}

/** The place of a reading: what it says while it is awaited, growing, there, or not to be had. */
export class ReadingPlace {
  #root;
  #shown = null;
  #language = null;
  #again = () => {}; // says what was said last, in the language of the page

  constructor(root) {
    this.#root = root;
    render(root, html`<div class="reading-head"><h2>${t("title")}</h2><p class="status" role="status"></p></div>
      <div class="sections"></div><div class="after"></div>`);
  }

  get text() {
    return this.#shown?.response ?? null;
  }

  #status(say, busy) {
    this.#root.setAttribute("aria-busy", String(busy));
    this.#again = () => (this.#root.querySelector(".status").textContent = say());
    this.#again();
  }

  awaited(status) {
    this.#root.classList.add("awaited");
    this.#status(() => t(status), true);
  }

  /** A provider's try that has ended. */
  attempted({ provider, outcome }) {
    if (outcome !== "ok") this.#status(() => t("next_try", { provider: t(provider) }), true);
  }

  broken(away) {
    this.#status(() => t(away ? "broken" : "running"), true);
  }

  grow(growing, language) {
    this.#root.classList.remove("awaited");
    this.#root.classList.add("unchecked");
    this.#status(() => t("unchecked"), true);
    this.#sections(growing.sections, language);
  }

  /** The same in the language of the page, which is another now; a reading stays as it was written. */
  redraw() {
    this.#root.querySelector("h2").textContent = t("title");
    if (this.#shown) this.finish(this.#shown, this.#language);
    else this.#again();
  }

  /** The final answer, in place of all that was shown. */
  finish(answer, language) {
    this.#root.classList.remove("awaited", "unchecked");
    this.#shown = answer;
    this.#language = language;
    this.#status(() => t("done"), false);
    this.#sections(answer.reading.sections, language);
    render(this.#root.querySelector(".after"), story(answer));
  }

  /** A sentence for why there is none, and a button that tries again, if that may help. */
  fail(sentence, retry) {
    this.#root.classList.remove("awaited", "unchecked");
    this.#status(() => "", false);
    const after = this.#root.querySelector(".after");
    render(after, html`<div class="notice bad" role="alert"><p>${sentence}</p>
      ${retry && html`<p class="actions"><button type="button">${t("again")}</button></p>`}</div>`);
    after.querySelector("button")?.addEventListener("click", retry);
  }

  /** A button that begins. */
  offer(begin) {
    this.#again = () => this.offer(begin);
    const after = this.#root.querySelector(".after");
    render(after, html`<p class="soft">${t("offer")}</p>
      <p class="actions"><button type="button" class="primary">${t("begin")}</button></p>`);
    after.querySelector("button").addEventListener("click", () => {
      render(after, html``);
      this.#again = () => {};
      begin();
    });
  }

  #sections(sections, language) {
    render(this.#root.querySelector(".sections"), html`${sections.map(
      ({ title, text }) => html`<section lang="${language}">${title && html`<h3>${title}</h3>`}
        ${text.split("\n").filter(Boolean).map((paragraph) => html`<p>${paragraph}</p>`)}</section>`,
    )}`);
  }
}

/** Who wrote it, where it came from, and how its check went. */
function story(answer) {
  const engine = answer.model_used === "saju_engine";
  const score = Math.round(answer.validation.score * 100);
  const facts = [
    [t("written_by"), engine ? t("saju_engine") : html`${t(answer.model_used)} <span class="soft">${answer.model}</span>`],
    [t("source"), t(answer.cache_hit ? `cache_${answer.cache_level}` : answer.data_source)],
    [t("checked"), html`<meter min="0" max="100" value="${score}" aria-label="${t("checked")}">${score}%</meter> ${score}%`],
    [t("written_at"), new Date(answer.created_at).toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" })],
  ];
  const failed = answer.attempts.filter((one) => one.outcome !== "ok");
  return html`
    ${answer.degraded && html`<p class="notice warn">${t("degraded")}</p>`}
    ${engine && !answer.degraded && html`<p class="notice warn">${t(failed.length ? "fallback" : "no_model")}</p>`}
    ${answer.data_source === "stale_cache" && html`<p class="notice warn">${t("stale")}</p>`}
    <dl class="story">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    ${answer.validation.checks.length > 0 && html`<details><summary>${t("checks")}</summary><ul>${answer.validation.checks.map(
      (one) => html`<li>${one.passed ? "✓" : "✗"} ${t(one.passed ? "passed" : "not_passed")}: <code>${one.id}</code>
        ${one.detail && html`<span class="soft">${one.detail}</span>`}</li>`,
    )}</ul></details>`}`;
}
