// `/compatibility`: two people, their charts side by side, and what one is to the other.

import { askingPage } from "./asking_page.js";
import { birthFields, optionFields, serviceFields } from "./birth_form.js";
import { chartFacts, chartName, factsView, pictureWidth, pillarsView, reasonsView, warningsView } from "./chart_view.js";
import { html, render } from "./html.js";
import { words } from "./i18n.js";
import { pairPicture, partsView } from "./pair.js";
import { PARTNER, PERSON } from "./question.js";
import PAIR from "./words/pair.js";

const t = words(PAIR);

askingPage({
  t,
  fields: () => html`
    <fieldset class="person"><legend>${t("one")}</legend>${birthFields(PERSON)}</fieldset>
    <fieldset class="person"><legend>${t("other")}</legend>${birthFields(PARTNER)}</fieldset>
    ${serviceFields(["compatibility"])}${optionFields()}`,
  fixed: { service_type: "compatibility" },
  places: () => html`
    <section class="card arriving" id="chart"></section>
    <section class="card" id="parts"></section>
    <section class="card" id="reading" hidden></section>
    <div class="columns"><section class="card" id="one"></section><section class="card" id="other"></section></div>`,
  drawAnswer,
  textOf: ({ chart, question }) =>
    people({ chart, question }).map(([who, one, birth]) => `${t(who)}: ${chartName(one)} (${chartFacts(one, birth).join(" · ")})`).join("\n"),
});

function people({ chart, question }) {
  return [["one", chart, question.birth_info], ["other", chart.partner, question.partner_birth_info]];
}

function drawAnswer(result, { chart, question }) {
  const at = (name) => result.querySelector(`#${name}`);
  render(at("chart"), html`<h2 tabindex="-1">${t("between")}</h2><div class="drawn"></div>`);
  const place = at("chart").querySelector(".drawn");
  render(place, pairPicture(chart, pictureWidth(place)));
  render(at("parts"), partsView(chart.compatibility));
  for (const [who, one, birth] of people({ chart, question })) {
    render(at(who), html`<h2>${t(who)}</h2><p>${chartName(one)}</p><p class="soft facts">${factsView(one, birth)}</p>
      ${warningsView(one, birth.timezone)}<div></div>${reasonsView(one)}`);
    const pillars = at(who).querySelector(":scope > div:not(.notice)");
    render(pillars, pillarsView(one, Math.min(520, pictureWidth(pillars))));
  }
}
