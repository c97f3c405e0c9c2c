/** What is found for a few letters: by the server, or in a file where the site has no server. */

import { language } from "../language";
import { addressOf, site } from "../site";

export interface Hit {
  readonly label: string;
  /** Of the label; "" for the page's. */
  readonly language: string;
  readonly address: string;
  /** Local name of its class, in lower case: "territory"; "" for none. */
  readonly kind: string;
  /** What is said beside it: its class, where it is, the other name that matched. */
  readonly notes: readonly string[];
}

/** An answer of `/search?format=json`. */
interface Found {
  readonly results?: readonly {
    readonly iri: string;
    readonly label: string;
    readonly language?: string;
    readonly class?: string;
    readonly class_label?: string;
    readonly territory?: { readonly label: string } | null;
    readonly alias?: string;
  }[];
}

/** The best hits for what was typed. */
export async function findHits(question: string, limit: number, signal: AbortSignal): Promise<readonly Hit[]> {
  if (site.index) {
    const { findInFile } = await import("./file");
    return (await findInFile(question, limit)).hits;
  }
  const parameters = new URLSearchParams({ q: question, format: "json", lang: language, limit: String(limit) });
  const response = await fetch(`${site.root}search?${parameters}`, { signal });
  if (!response.ok) return [];
  const { results = [] } = (await response.json()) as Found;
  return results.slice(0, limit).map((found) => ({
    label: found.label,
    language: found.language ?? "",
    address: addressOf(found.iri),
    kind: (found.class ?? "").toLowerCase(),
    notes: [found.class_label, found.alias, found.territory?.label].filter((note): note is string => !!note && note !== found.label),
  }));
}
