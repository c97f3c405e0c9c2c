/** What is found for a few letters: by the server, or in a file where the site has no server. */

import { language } from "../language";
import { site } from "../site";

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

/** Names, what each is and where, pages. Source: OpenSearch 1.1, extension « Suggestions », 1.1 draft 1 */
type Suggestions = readonly [string, readonly string[], readonly string[], readonly string[]];

/** The best hits for what was typed. */
export async function findHits(question: string, limit: number, signal: AbortSignal): Promise<readonly Hit[]> {
  if (site.index) {
    const { findInFile } = await import("./file");
    return (await findInFile(question, limit)).hits;
  }
  const parameters = new URLSearchParams({ q: question, lang: language, limit: String(limit) });
  const response = await fetch(`${site.root}suggest?${parameters}`, { signal });
  if (!response.ok) return [];
  const [, labels, notes, addresses] = (await response.json()) as Suggestions;
  return labels.map((label, place) => ({
    label,
    language: "",
    address: (addresses[place] ?? "").replace(/\.html$/, site.suffix),
    kind: "",
    notes: [notes[place] ?? ""].filter(Boolean),
  }));
}
