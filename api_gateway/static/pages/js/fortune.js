// The luck of a day: the decade, year, month and day pillars that meet the chart then.

import { square } from "./drawing.js";
import { html } from "./html.js";
import { dateText, language, words } from "./i18n.js";
import { signsOf } from "./luck.js";
import * as terms from "./terms.js";
import WORDS from "./words/chart.js";

const t = words(WORDS);

/** Four small pillars with what they are to the day master. */
export function fortuneView(fortune) {
  const shown = ["decade", "year", "month", "day"].filter((kind) => fortune[kind]);
  return html`<h3 class="fortune-title">${t("fortune_date", { date: dateText(fortune.date) })}</h3>
    <ul class="fortune">${shown.map((kind) => pillar(kind, fortune[kind]))}</ul>`;
}

function pillar(kind, one) {
  const [stem, branch] = signsOf(one);
  return html`<li><b>${t(kind)}</b>
    <svg viewBox="0 0 48 100" width="48" height="100" aria-hidden="true" lang="${language()}">${square(24, 1, 46, stem)}${square(24, 52, 46, branch)}</svg>
    <span>${terms.pillarSound(one)}</span>
    <span class="soft">${terms.tenGod(one.ten_god.stem)} · ${terms.tenGod(one.ten_god.branch)}</span></li>`;
}
