// What the pictures share: text of about the right width, and tiles with an element's colour.

import { html } from "./html.js";
import { elementOf } from "./terms.js";

const WIDE = /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uff60]/;

/** About how wide a line is in user units, in whatever font, and rather more than less. */
export function textWidth(text, size) {
  let ems = 0;
  for (const sign of text) ems += WIDE.test(sign) ? 1 : " .,:·()|il".includes(sign) ? 0.36 : 0.6;
  return ems * size;
}

/** The text in lines of at most that width, broken at spaces. */
export function wrapped(text, width, size) {
  const lines = [];
  for (const word of text.split(" ")) {
    const last = lines.length - 1;
    if (last >= 0 && textWidth(`${lines[last]} ${word}`, size) <= width) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** One line of text around `x`, its baseline at `y`. */
export function line(x, y, text, size, look = "", anchor = "middle") {
  return html`<text x="${r(x)}" y="${r(y)}" font-size="${size}" text-anchor="${anchor}" class="${look}">${text}</text>`;
}

/** A stem or branch: a rounded square with its hanja, `x` its middle. */
export function square(x, y, size, sign) {
  const element = elementOf(sign);
  return html`<rect x="${r(x - size / 2)}" y="${r(y)}" width="${size}" height="${size}"
      rx="${r(size / 5)}" class="tile ${element}"/>
    ${line(x, y + size * 0.71, sign.hanja, r(size * 0.58), `hanja on-${element}`)}`;
}

/** A number that is short in an attribute. */
export const r = (number) => Math.round(number * 10) / 10;
