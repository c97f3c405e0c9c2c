/** The language of the page, and its forms of numbers and dates. */

export type Language = "fr" | "en";

export const language: Language = document.documentElement.lang.startsWith("en") ? "en" : "fr";

/** The words in the language of the page. */
export function say(fr: string, en: string): string {
  return language === "fr" ? fr : en;
}

const LOCALE = language === "fr" ? "fr-FR" : "en-GB";
const numbers = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 6 });
const days = new Intl.DateTimeFormat(LOCALE, { dateStyle: "long", timeZone: "UTC" });
const months = new Intl.DateTimeFormat(LOCALE, { month: "long", year: "numeric", timeZone: "UTC" });

/** A number as the language writes it: « 66 000 », “66,000”. */
export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** How many of something: « 1 ligne », “2 rows”. French counts 0 and 1.5 as one. */
export function count(value: number, fr: [string, string], en: [string, string]): string {
  const isOne = language === "fr" ? Math.abs(value) < 2 : value === 1;
  const [one, many] = language === "fr" ? fr : en;
  return `${formatNumber(value)}\u00a0${isOne ? one : many}`;
}

/** A day, or a month, of XML Schema as the language writes it; other text as it is. */
export function formatDate(value: string): string {
  const found = /^(\d{4})-(\d\d)(?:-(\d\d))?(?:T.*|Z|[+-]\d\d:\d\d)?$/.exec(value);
  if (!found) return value;
  const [, year, month, day] = found;
  const moment = Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1));
  if (Number.isNaN(moment)) return value;
  const said = (day ? days : months).format(moment);
  return language === "fr" ? said.replace(/^1 /, "1ᵉʳ ") : said;
}

/** Text without accents and case, as people type it when they look for something. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[œæß]/gi, (letter) => ({ œ: "oe", æ: "ae", ß: "ss" })[letter.toLowerCase()] ?? letter)
    .replace(/[’‘]/g, "'")
    .toLowerCase();
}
