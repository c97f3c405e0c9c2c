/** RDF terms of an answer, as people read them. Source: https://www.w3.org/TR/sparql11-results-json/#select-encode-terms */

import { h } from "../dom";
import { formatDate, formatNumber, say } from "../language";
import { addressOf, site } from "../site";
import { shorten } from "./vocabulary";

export interface Bound {
  readonly type: "uri" | "literal" | "bnode" | "typed-literal";
  readonly value: string;
  readonly datatype?: string;
  readonly "xml:lang"?: string;
}

export type Row = Readonly<Record<string, Bound | undefined>>;

export interface Rows {
  readonly vars: readonly string[];
  readonly bindings: readonly Row[];
}

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(
  "integer decimal double float int long short byte nonNegativeInteger positiveInteger negativeInteger nonPositiveInteger unsignedInt unsignedLong unsignedShort unsignedByte".split(
    " ",
  ),
);
const DATES = new Set(["date", "dateTime", "gYearMonth"]);

/** The number that a term is; undefined when it is none. */
export function numberOf(term: Bound | undefined): number | undefined {
  if (!term?.datatype?.startsWith(XSD) || !NUMBERS.has(term.datatype.slice(XSD.length))) return undefined;
  const value = Number(term.value);
  return Number.isFinite(value) ? value : undefined;
}

/** A term as text: numbers and dates in the form of the language, IRIs shortened. */
export function textOf(term: Bound | undefined, prefixes: Readonly<Record<string, string>>): string {
  if (!term) return "";
  if (term.type === "uri") return shorten(term.value, prefixes) || term.value;
  if (term.type === "bnode") return `_:${term.value}`;
  const number = numberOf(term);
  // A number that JavaScript cannot hold to the last digit stays as it was written.
  if (number !== undefined) return Math.abs(number) < 1e15 ? formatNumber(number) : term.value;
  const kind = term.datatype?.startsWith(XSD) ? term.datatype.slice(XSD.length) : "";
  if (DATES.has(kind)) return formatDate(term.value);
  if (kind === "boolean") return term.value === "true" || term.value === "1" ? say("oui", "yes") : say("non", "no");
  return term.value;
}

/** A cell of the table. */
export function cellOf(term: Bound | undefined, prefixes: Readonly<Record<string, string>>): HTMLTableCellElement {
  const text = textOf(term, prefixes);
  const cell = h("td", { class: numberOf(term) === undefined ? undefined : "number" });
  if (!term) return cell;
  const isAddress = term.type === "uri" || term.datatype === `${XSD}anyURI`;
  const address = isAddress ? addressOf(term.value) : "";
  if (address) {
    const isOurs = term.value.startsWith(site.base);
    cell.append(h("a", { href: address, rel: isOurs ? undefined : "nofollow noopener" }, text));
  } else {
    cell.append(text);
  }
  const tongue = term["xml:lang"];
  if (tongue) cell.lang = tongue;
  if (text !== term.value && !address) cell.title = term.value;
  return cell;
}
