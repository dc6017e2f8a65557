// A page that asks: a form, an answer that is drawn below it, and what can be done with the answer.
// `/` and `/compatibility` differ in their fields and in what they draw.

import { Problem } from "./api.js";
import { ask, askForChart } from "./asking.js";
import { clearErrors, fill, settle, showErrors, showUnknown, valuesOf } from "./birth_form.js";
import { frame, told } from "./frame.js";
import { element, html, render } from "./html.js";
import { language, words } from "./i18n.js";
import { linkOf, PERSON, questionOf, valuesOfLink } from "./question.js";
import { ReadingPlace } from "./reading.js";
import { copy } from "./saving.js";
import ASKING from "./words/asking.js";
import READING from "./words/reading.js";

const shared = words(ASKING);

/**
 * Draws the page.
 * - `t`: words for `title`, `heading`, `lead`, `submit`
 * - `fields()`: the form's fields; `fixed`: values that have none
 * - `places()`: an answer's places, empty, with `#chart` and `#reading` among them
 * - `drawAnswer(result, {chart, question})`: fills them; called again in another language or width
 * - `textOf(answer)`: what `copy` takes besides the reading; `saveAs`: what it is saved as, {png, svg}
 */
export function askingPage({ t, fields, fixed = {}, places, drawAnswer, textOf, saveAs = {} }) {
  let main;
  let values = valuesOfLink() ?? {};
  const unknown = []; // fields for which the link had a value that they do not know
  let shown = null;
  let reading = null;
  let asking = new AbortController();

  const form = () => main.querySelector("form");
  const result = () => main.querySelector("#result");
  const awaitsReading = () => shown.question.service_type !== "saju_calculation";
  const folds = () => [...result().querySelectorAll("details")];

  function draw(place) {
    if (main) values = valuesOf(form());
    const kept = main && result();
    main = place;
    render(main, html`
      <div><h1>${t("heading")}</h1><p class="lead">${t("lead")}</p></div>
      <form class="card" id="ask" novalidate aria-label="${t("heading")}">${fields()}
        <div class="actions"><button type="submit" class="primary">${t("submit")}</button>
          <p class="hint" role="status" id="asking"></p></div></form>
      <div id="result" hidden></div>`);
    const chosen = kept ? language() : (values.language ?? language());
    unknown.push(...fill(form(), { ...values, language: chosen }));
    showUnknown(form(), unknown);
    form().addEventListener("submit", submit);
    form().addEventListener("change", () => settle(form()));
    if (!kept) return;
    result().replaceWith(kept);
    drawShown();
    reading?.redraw();
  }

  function submit(event) {
    event?.preventDefault();
    unknown.length = 0;
    form().querySelector("[data-unknown-value]")?.remove();
    return run((question, options) =>
      ask(question, { ...options, view, told, t: words(READING), again: () => submit() }),
    );
  }

  /** Asks in place of what was being asked; a refusal is shown where it belongs. */
  async function run(asks) {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    clearErrors(form());
    values = { ...valuesOf(form()), ...fixed };
    shown = { values, question: questionOf(values), chart: null };
    busy(true);
    try {
      await asks(shown.question, { language: language(), signal });
    } catch (problem) {
      if (signal.aborted) return;
      if (!(problem instanceof Problem)) throw problem;
      result().hidden = true;
      const errors = problem.errors.length ? problem.errors : [{ field: "", message: told(problem) }];
      showErrors(form(), errors);
    } finally {
      if (!signal.aborted) busy(false);
    }
  }

  function busy(is) {
    form().querySelector("[type=submit]").setAttribute("aria-disabled", String(is));
    main.querySelector("#asking").textContent = is ? shared("asking") : "";
  }

  const view = {
    chart(chart) {
      busy(false);
      shown.chart = chart;
      reading = null;
      render(result(), places());
      result().hidden = false;
      drawShown();
      result().querySelector("h2").focus({ preventScroll: true });
      result().scrollIntoView({ block: "start" });
    },
    reading() {
      const place = result().querySelector("#reading");
      place.hidden = false;
      reading = new ReadingPlace(place);
      return reading;
    },
  };

  function drawShown() {
    if (!shown?.chart) return;
    const unfolded = folds().map((one) => one.open);
    drawAnswer(result(), shown);
    if (unfolded.length === folds().length) folds().forEach((one, at) => (one.open = unfolded[at]));
    const place = result().querySelector("#chart");
    const things = Object.keys(can).filter((one) => one !== "read" || awaitsReading());
    place.append(element(html`<div class="actions no-print">${things.map(
      (one) => html`<button type="button" data-do="${one}">${shared(one)}</button>`,
    )}<span class="hint" role="status" id="done"></span></div>`));
    place.onclick = act;
  }

  /** What can be done with an answer, and what is said when it is done. */
  const can = {
    read: async () => result().querySelector("#reading").scrollIntoView({ block: "start" }),
    link: async () => ((await copy(linkOf(shown.values))) ? "link_copied" : "not_copied"),
    text: async () => ((await copy(plainText())) ? "text_copied" : "not_copied"),
    ...Object.fromEntries(Object.entries(saveAs).map(([kind, save]) => [kind, async () => {
      await save(shown);
      return "saved";
    }])),
    print: async () => print(),
  };

  async function act(event) {
    const button = event.target.closest("button[data-do]");
    if (!button) return;
    const said = await can[button.dataset.do]();
    main.querySelector("#done").textContent = said ? shared(said) : "";
  }

  const plainText = () => [textOf(shown), reading?.text].filter(Boolean).join("\n\n");

  frame({ title: () => t("title"), draw });

  let drawnAt = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === drawnAt) return; // a phone's bars come and go
    drawnAt = innerWidth;
    drawShown();
  });

  addEventListener("hashchange", () => valuesOfLink() && location.reload()); // another link, in this tab

  // A link shows the chart by itself, which costs nothing; the reading is asked for by its visitor, so
  // that no page elsewhere can make one be written by leading here.
  if (values[`${PERSON}.year`]) {
    run(async (question, options) => {
      view.chart(await askForChart(question, options));
      if (awaitsReading()) view.reading().offer(submit);
    });
  }
}
