// Korean first, English by `?lang=en`. Nothing is remembered but what the address says.

const LANGUAGES = ["ko", "en"];
const WORD = /\{(\w+)(?::([^}]+))?\}/g;

/** The language of the page: `ko` or `en`. */
export function language() {
  const asked = new URLSearchParams(location.search).get("lang");
  return LANGUAGES.includes(asked) ? asked : "ko";
}

/** The locale for dates and numbers. */
export function locale() {
  return language() === "ko" ? "ko-KR" : "en-GB";
}

/** A date YYYY-MM-DD, which is no moment in any zone, as the language writes it. */
export function dateText(date, look = { dateStyle: "long" }) {
  return new Intl.DateTimeFormat(locale(), { ...look, timeZone: "UTC" }).format(Date.parse(date));
}

/**
 * A dictionary `{ko: {key: sentence}, en: {…}}` as a function: t("key", {word}) puts words into
 * a sentence's braces. A Korean particle follows its word: `{name:은/는}`.
 */
export function words(dictionary) {
  return (key, facts = {}) => {
    const sentence = dictionary[language()][key];
    if (sentence === undefined) throw new Error(`no word for ${key}`);
    return sentence.replace(WORD, (_, name, particle) => {
      const word = String(facts[name] ?? "");
      return particle ? word + fitting(word, particle) : word;
    });
  };
}

/** Of `은/는`, `이/가`, `을/를` or `으로/로` the one that follows this word. */
function fitting(word, particle) {
  const [closed, open] = particle.split("/");
  const code = (word.codePointAt(word.length - 1) ?? 0) - 0xac00;
  const final = code >= 0 && code < 11172 ? code % 28 : 0;
  return final === 0 || (final === 8 && open === "로") ? open : closed;
}

const listeners = new Set();

/** Has something done whenever the language has changed. */
export function onLanguage(listener) {
  listeners.add(listener);
}

/** Changes the language where we are: the address says so, and who listens draws anew. */
export function setLanguage(wanted) {
  const address = new URL(location.href);
  if (wanted === "ko") address.searchParams.delete("lang");
  else address.searchParams.set("lang", wanted);
  history.replaceState(null, "", address);
  document.documentElement.lang = wanted;
  for (const listener of listeners) listener();
}
