// /ops: the system as it is now, and over the last hour. The page asks every two seconds while somebody
// looks at it; what it shows is what the gateway tells, nothing is added up here.

import { call, Problem } from "./api.js";
import { brand, frame, told } from "./frame.js";
import { html, render } from "./html.js";
import { language, words } from "./i18n.js";
import { alarms, spoken } from "./ops/alarms.js";
import { comparison } from "./ops/compare.js";
import { moment } from "./ops/figures.js";
import { latencies, processes, providers } from "./ops/providers.js";
import { tiles } from "./ops/tiles.js";
import WORDS from "./words/ops.js";

const t = words(WORDS);
const FIGURES = "/admin-api/ai/stats/comprehensive";
const HISTORY = "/admin-api/ai/stats/history";
const TOGGLE = "/admin-api/ai/optimization/toggle";
const EVERY_MS = 2000;
const HISTORY_EVERY_MS = 10_000;
const FOLLOWED_MS = 2000;

const main = document.getElementById("main");
const slot = (name) => main.querySelector(`[data-slot="${name}"]`);
const put = new Map(); // what each slot holds, so that what has not changed is not drawn or read out again
let figures = null;
let history = null;
let historyAt = -Infinity;
let turned = { until: 0, state: {} }; // what the switch was just set to, which others follow within a second
let problem = null;
let paused = false;
let asking = false;
let timer = null;

/** Draws what stays where it is; the figures go into its slots. */
function draw() {
  put.clear();
  render(main, html`
    <div class="opening"><div><h1>${t("title")}</h1><p class="lead">${t("lead")}</p></div>
      <p class="pulse"><span class="soft" data-slot="when"></span>
        <button type="button" id="pause" aria-pressed="${String(paused)}">${t("pause")}</button></p></div>
    <div data-slot="problem" role="alert"></div>
    <p class="visually-hidden" role="status" data-slot="spoken"></p>
    <div class="figures" data-slot="figures">
      <section class="card" aria-labelledby="alarms-title"><h2 id="alarms-title">${t("alarms")}</h2><div data-slot="alarms"></div></section>
      <div class="tiles" data-slot="tiles"></div>
      <section class="card" aria-labelledby="switch-title">
        <div class="switching"><div><h2 id="switch-title">${t("optimization")}</h2><p class="soft">${t("optimization_means")}</p></div>
          <p class="actions"><span class="soft" data-slot="since"></span>
            <button type="button" id="switch" role="switch" aria-checked="false" aria-labelledby="switch-title" disabled>
              <span class="knob" aria-hidden="true"></span><span data-slot="position"></span></button></p></div>
        <p class="error" role="alert" data-slot="refused"></p>
        ${scrolling("comparison")}
      </section>
      <section class="card" aria-labelledby="providers-title"><h2 id="providers-title">${t("providers")}</h2>${scrolling("providers")}</section>
      <div class="columns">
        <section class="card" aria-labelledby="latency-title"><h2 id="latency-title">${t("latencies")}</h2>${scrolling("latencies")}</section>
        <section class="card" aria-labelledby="processes-title"><h2 id="processes-title">${t("processes")}</h2>${scrolling("processes")}</section>
      </div>
      <p class="soft" data-slot="flower"></p>
    </div>`);
  show();
}

/** A slot that may be wider than a phone; it stays when its table is drawn anew, and so does the focus on it. */
function scrolling(name) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t(name)}" data-slot="${name}"></div>`;
}

/** Draws a slot, if that changes it. */
function fill(name, markup) {
  if (put.get(name) === String(markup)) return;
  put.set(name, String(markup));
  render(slot(name), markup);
}

/** Puts what is known into the slots. */
function show() {
  slot("figures").classList.toggle("old", problem !== null);
  slot("figures").hidden = figures === null;
  fill("problem", problem === null ? html`` : html`
    <div class="notice bad"><p>${told(problem)} ${figures && t("old_figures")}</p>
      <p class="actions"><button type="button" id="again">${t(keyMissing() ? "give_key" : "again")}</button></p></div>`);
  slot("when").textContent = figures && t("as_of", { at: moment(figures.read_at) });
  if (figures === null || history === null) return;
  fill("alarms", alarms(figures));
  fill("spoken", html`${spoken(figures)}`);
  fill("tiles", html`${tiles(figures, history)}`);
  fill("providers", providers(figures));
  fill("latencies", latencies(figures));
  fill("processes", processes(figures));
  showSwitch();
  showFlower();
}

function showSwitch() {
  const enabled = figures.optimization_enabled;
  const button = main.querySelector("#switch");
  button.disabled = false;
  button.setAttribute("aria-checked", String(enabled));
  slot("position").textContent = t(enabled ? "on" : "off");
  const since = figures.optimization_since;
  slot("since").textContent = since ? t("since", { since: moment(since) }) : t("never_switched");
  fill("comparison", comparison(history.positions, enabled));
}

/** Flower listens on the loopback alone, so it is a link only to who is there. */
function showFlower() {
  const port = figures.flower_port;
  const here = /^(localhost|127\.[\d.]+)$/.test(location.hostname);
  const address = `http://${location.hostname}:${port}`;
  fill("flower", html`${t("flower")} ${here
    ? html`<a href="${address}" rel="noreferrer">${address}</a>` : html`<code>127.0.0.1:${port}</code> ${t("flower_there")}`}`);
}

/** Asks once, shows, and asks again later. */
async function ask() {
  clearTimeout(timer);
  if (asking) return;
  asking = true;
  try {
    const options = { language: language() };
    const reply = await call("GET", FIGURES, options);
    if (performance.now() - historyAt >= HISTORY_EVERY_MS) {
      history = (await call("GET", HISTORY, options)).body.data;
      historyAt = performance.now();
    }
    const followed = performance.now() > turned.until;
    figures = { ...reply.body.data, ...(followed ? {} : turned.state), read_at: new Date() };
    problem = null;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    problem = error;
  } finally {
    asking = false;
  }
  show();
  later();
}

/** Not while the page is paused or out of sight, nor when a key is wanted that was not given. */
function later() {
  clearTimeout(timer);
  if (!paused && !document.hidden && !keyMissing()) {
    timer = setTimeout(ask, Math.max(EVERY_MS, (problem?.retryAfterS ?? 0) * 1000));
  }
}

function keyMissing() {
  return problem !== null && (problem.status === 401 || problem.status === 403);
}

async function turn(button) {
  const wanted = button.getAttribute("aria-checked") !== "true";
  button.disabled = true;
  slot("refused").textContent = "";
  try {
    const { body } = await call("POST", TOGGLE, { body: { optimization_enabled: wanted }, language: language() });
    const state = { optimization_enabled: body.optimization_enabled, optimization_since: body.since };
    turned = { until: performance.now() + FOLLOWED_MS, state };
    figures = { ...figures, ...state };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    slot("refused").textContent = told(error);
  }
  button.disabled = false;
  showSwitch();
  button.focus();
}

main.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.id === "switch") turn(button);
  if (button?.id === "again") ask();
  if (button?.id === "pause") {
    paused = !paused;
    button.setAttribute("aria-pressed", String(paused));
    if (paused) later();
    else ask();
  }
});

document.addEventListener("visibilitychange", () => (document.hidden || paused ? later() : ask()));
frame({ title: () => `${t("title")} · ${brand()}`, draw });
ask();
