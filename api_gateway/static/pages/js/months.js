// Months as the address writes them: `?month=2026-11`, 1900-01 to 2100-12.

export const FIRST = "1900-01";
export const LAST = "2100-12";
export const HOME_ZONE = "Asia/Seoul";

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** The month so many months away, or null outside 1900–2100. */
export function monthAway(month, by) {
  const [year, number] = month.split("-").map(Number);
  const index = year * 12 + number - 1 + by;
  const found = `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
  return FIRST <= found && found <= LAST ? found : null;
}

/** Today's date in a zone, YYYY-MM-DD. */
export function todayIn(zone) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit",
  }).formatToParts(new Date());
  const part = (type) => parts.find((one) => one.type === type).value;
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** What the address asks for: {month, zone, refused}; `refused` where its month cannot be shown. */
export function asked() {
  const query = new URLSearchParams(location.search);
  const zone = known(query.get("timezone")) ?? HOME_ZONE;
  const month = query.get("month");
  const good = month !== null && MONTH.test(month) && FIRST <= month && month <= LAST;
  return { month: good ? month : todayIn(zone).slice(0, 7), zone, refused: month !== null && !good };
}

/** The address of a month, in the language of this page. */
export function address(month, zone) {
  const query = new URLSearchParams({ month });
  if (zone !== HOME_ZONE) query.set("timezone", zone);
  const lang = new URLSearchParams(location.search).get("lang");
  if (lang) query.set("lang", lang);
  return `${location.pathname}?${query}`;
}

/** A zone by the name that this browser has for it, or null; `+09:00` is an offset and no zone. */
function known(zone) {
  try {
    return zone?.match(/^[^+-]/) && new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
