// Dates in the language of the page.

import { dateText, locale } from "../i18n.js";

/** A month's words: {year, month, name}. */
export function names(month) {
  const [year, number] = month.split("-").map(Number);
  return { year, month: number, name: monthName(number) };
}

export function monthName(number) {
  return new Intl.DateTimeFormat(locale(), { month: "long", timeZone: "UTC" })
    .format(Date.UTC(2000, number - 1, 1));
}

/** The seven days of the week from Sunday on: [short, long]. */
export function weekdays() {
  const day = (weekday, n) =>
    new Intl.DateTimeFormat(locale(), { weekday, timeZone: "UTC" }).format(Date.UTC(2023, 0, 1 + n));
  return [...Array(7).keys()].map((n) => [day("short", n), day("long", n)]);
}

/** A date YYYY-MM-DD in full, with its weekday. */
export const fullDate = (date) => dateText(date, { dateStyle: "full" });

/** Month and day of such a date. */
export const shortDate = (date) => dateText(date, { month: "long", day: "numeric" });
