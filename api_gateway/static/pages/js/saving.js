// A picture that stands alone, as SVG or PNG, and what goes to the clipboard.

import { chartFacts, chartName } from "./chart_view.js";
import { wrapped } from "./drawing.js";
import { element, html } from "./html.js";
import { language } from "./i18n.js";
import { luckPicture } from "./luck.js";
import { pillarsPicture } from "./pillars.js";

const WIDTH = 820;
const MARGIN = 40;
const SCALE = 2;
const STYLES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-family", "font-weight", "opacity", "paint-order", "stroke-linejoin"];

/** The chart with its name and facts as one SVG; colours are those that the page has just now. */
function sheet(chart, birth, today) {
  const inner = WIDTH - 2 * MARGIN;
  const facts = wrapped(chartFacts(chart, birth).join(" · "), inner, 14);
  const drawn = element(html`<svg class="picture sheet" xmlns="http://www.w3.org/2000/svg" lang="${language()}">
    <rect class="paper" x="0" y="0"/><text class="strong hanja" x="${MARGIN}" y="64" font-size="26">${chartName(chart)}</text>
    ${facts.map((text, at) => html`<text class="faint" x="${MARGIN}" y="${94 + at * 22}" font-size="14">${text}</text>`)}
    ${pillarsPicture(chart, inner)}${luckPicture(chart, inner, today)}</svg>`);
  let y = 94 + facts.length * 22 + 10;
  for (const picture of drawn.querySelectorAll("svg")) {
    const fits = Math.min(1, inner / Number(picture.getAttribute("width")));
    const high = Number(picture.getAttribute("height")) * fits;
    picture.setAttribute("x", MARGIN);
    picture.setAttribute("y", y);
    picture.setAttribute("width", inner);
    picture.setAttribute("height", high);
    picture.removeAttribute("aria-hidden");
    y += high + 28;
  }
  const size = { width: WIDTH, height: Math.ceil(y + MARGIN - 28) };
  for (const target of [drawn, drawn.querySelector(".paper")]) {
    for (const [name, value] of Object.entries(size)) target.setAttribute(name, value);
  }
  drawn.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
  return standingAlone(drawn);
}

/** The SVG's text, with the style sheet's values written into its elements. */
function standingAlone(drawn) {
  drawn.classList.add("offscreen");
  document.body.append(drawn);
  const found = [...drawn.querySelectorAll("*")].map((one) => [one, getComputedStyle(one)]);
  const written = found.map(([one, style]) => [one, STYLES.map((name) => [name, style.getPropertyValue(name)])]);
  for (const [one, values] of written) {
    for (const [name, value] of values) if (value) one.setAttribute(name, value);
    one.removeAttribute("class");
  }
  drawn.remove();
  drawn.removeAttribute("class");
  return new XMLSerializer().serializeToString(drawn);
}

export function saveSvg(chart, birth, today) {
  save(new Blob([sheet(chart, birth, today)], { type: "image/svg+xml" }), "palja.svg");
}

export async function savePng(chart, birth, today) {
  const text = sheet(chart, birth, today);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * SCALE;
  canvas.height = image.naturalHeight * SCALE;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  save(await new Promise((done) => canvas.toBlob(done, "image/png")), "palja.png");
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Whether the text is in the clipboard; on a page without TLS the browser may not allow it. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
