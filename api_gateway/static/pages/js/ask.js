// `/`: one question, its chart and its reading.

import { askingPage } from "./asking_page.js";
import { birthFields, optionFields, serviceFields } from "./birth_form.js";
import {
  balanceView, chartFacts, chartName, factsView, judgementView, luckView, outlookView, pictureWidth, pillarsView, reasonsView, warningsView,
} from "./chart_view.js";
import { html, render } from "./html.js";
import { words } from "./i18n.js";
import { PERSON } from "./question.js";
import { savePng, saveSvg } from "./saving.js";
import ASK from "./words/ask.js";

const SERVICES = [
  "saju_interpretation", "personality", "career", "wealth", "love", "health", "daily_fortune", "yearly_fortune", "saju_calculation",
];

askingPage({
  t: words(ASK),
  fields: () => html`<div class="asked-of">${birthFields(PERSON)}</div>
    ${serviceFields(SERVICES)}${optionFields()}`,
  places: () => html`
    <section class="card arriving" id="chart"></section>
    <section class="card" id="luck"></section>
    <div class="beside"><section class="card" id="reading" hidden></section>
      <div class="figures"><section class="card" id="balance"></section><section class="card" id="judgement"></section>
        <div id="outlook"></div></div></div>`,
  drawAnswer,
  textOf: ({ chart, question }) => [chartName(chart), chartFacts(chart, question.birth_info).join(" · ")].join("\n"),
  saveAs: {
    png: ({ chart, question }) => savePng(chart, question.birth_info, new Date()),
    svg: ({ chart, question }) => saveSvg(chart, question.birth_info, new Date()),
  },
});

function drawAnswer(result, { chart, question }) {
  const at = (name) => result.querySelector(`#${name}`);
  const birth = question.birth_info;
  render(at("chart"), html`<h2 tabindex="-1">${chartName(chart)}</h2>
    <p class="soft facts">${factsView(chart, birth)}</p>
    ${warningsView(chart, birth.timezone)}<div id="pillars"></div>${reasonsView(chart)}`);
  render(at("pillars"), pillarsView(chart, pictureWidth(at("pillars"))));
  render(at("balance"), balanceView(chart));
  render(at("judgement"), judgementView(chart));
  render(at("luck"), luckView(chart, at("luck").clientWidth - 48, new Date()));
  showCurrent(at("luck").querySelector(".scroll"));
  render(at("outlook"), outlookView(chart) ?? html``);
}

/** Brings the decade of today into the middle of a time line that is wider than its place. */
function showCurrent(line) {
  const current = line?.querySelector(".current");
  if (!current) return;
  const [place, ground] = [line.getBoundingClientRect(), current.getBoundingClientRect()];
  line.scrollLeft += ground.left + ground.width / 2 - place.left - place.width / 2;
}
