// Figures as people read them, in the language of the page. What was never measured is a dash. A unit
// stays on the line of its number.

import { language, locale } from "../i18n.js";

const NOTHING = "–";

/** A function of a figure that leaves out what was not measured. */
const measured = (write) => (value) => (value === null || value === undefined ? NOTHING : write(value));

const number = (value, options) => new Intl.NumberFormat(locale(), options).format(value);

export const count = measured((value) => number(value, { maximumFractionDigits: 0 }));
export const rate = measured((value) =>
  number(value, { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 }));
export const percent = measured((value) => number(value, { style: "percent", maximumFractionDigits: 1 }));
/** The API's own text of a share ("100.0%"), as every other share here is written. */
export const share = measured((text) => percent(Number.parseFloat(text) / 100));
export const times = measured((value) => number(value, { maximumSignificantDigits: 3 }));
export const megabytes = measured((value) => `${number(value, { maximumFractionDigits: 1 })}\u00a0MB`);
export const dollars = measured((value) =>
  number(value, {
    style: "currency", currency: "USD", currencyDisplay: "narrowSymbol",
    minimumFractionDigits: 2, maximumFractionDigits: value > 0 && value < 0.1 ? 4 : 2,
  }));

/** Seconds with the unit that fits: µs, ms, s, minutes, hours. */
export const seconds = measured((value) => {
  const digits = (scaled) => number(scaled, { maximumSignificantDigits: scaled >= 100 ? 3 : 2 });
  if (value < 0.001) return `${digits(value * 1e6)}\u00a0µs`;
  if (value < 1) return `${digits(value * 1e3)}\u00a0ms`;
  if (value < 120) return language() === "ko" ? `${digits(value)}초` : `${digits(value)}\u00a0s`;
  if (value < 7200) return language() === "ko" ? `${digits(value / 60)}분` : `${digits(value / 60)}\u00a0min`;
  return language() === "ko" ? `${digits(value / 3600)}시간` : `${digits(value / 3600)}\u00a0h`;
});

/** A moment as the clock of this device shows it; with its date unless it is today's. */
export const moment = measured((value) => {
  const at = new Date(value);
  const today = at.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(locale(), {
    ...(today ? {} : { month: "short", day: "numeric" }),
    hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
  }).format(at);
});
