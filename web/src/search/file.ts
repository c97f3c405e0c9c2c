/** Search in the file `search.json`, for a site that is only files. The file is described in web/README.md. */

import MiniSearch from "minisearch";
import { fold, language } from "../language";
import { pageOf, site } from "../site";
import type { Hit } from "./hits";

type Texts = Readonly<Record<string, string>>; // language → text; "" for a text of every language

interface Thing {
  readonly path: string;
  readonly class: string;
  readonly labels: Texts;
  readonly others?: readonly string[];
  readonly text?: string;
  readonly links?: number;
}

interface SearchFile {
  readonly version: 1;
  readonly classes: Readonly<Record<string, Texts>>;
  readonly things: readonly Thing[];
}

interface Entry {
  readonly id: number;
  readonly label: string;
  readonly others: string;
  readonly text: string;
}

export interface FoundInFile {
  readonly hits: readonly Hit[];
  readonly total: number;
}

let opened: Promise<{ file: SearchFile; index: MiniSearch<Entry> }> | undefined;

/** The best hits for a question, and how many there are. Each word may be begun only, or have a typo. */
export async function findInFile(question: string, limit: number): Promise<FoundInFile> {
  opened ??= open().catch((error: unknown) => {
    opened = undefined; // the network may come back
    throw error;
  });
  const { file, index } = await opened;
  // People seldom mistake the first letter: « narbone » is Narbonne before « carbone ».
  const firsts = new Set(words(question).map((word) => word.charAt(0)));
  const boostDocument = (id: number, term: string): number =>
    (1 + Math.log1p(file.things[id]?.links ?? 0) / 8) * (firsts.has(term.charAt(0)) ? 1 : 0.2);
  const found = index.search(question, { combineWith: "AND", boostDocument });
  const hits = (found.length > 0 ? found : index.search(question, { boostDocument })).map(({ id }) => hitOf(file, id as number));
  return { hits: hits.slice(0, limit), total: hits.length };
}

function words(text: string): string[] {
  return fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

async function open(): Promise<{ file: SearchFile; index: MiniSearch<Entry> }> {
  const response = await fetch(site.index);
  if (!response.ok) throw new Error(`${site.index}: ${response.status}`);
  const file = (await response.json()) as SearchFile;
  const index = new MiniSearch<Entry>({
    fields: ["label", "others", "text"],
    tokenize: words,
    processTerm: (term) => term,
    searchOptions: {
      prefix: (term, place, terms) => place === terms.length - 1 || term.length > 2,
      fuzzy: (term) => (term.length > 6 ? 2 : term.length > 3 ? 1 : false),
      maxFuzzy: 2,
      boost: { label: 6, others: 4 },
    },
  });
  index.addAll(
    file.things.map(
      (thing, id): Entry => ({
        id,
        label: [...new Set(Object.values(thing.labels))].join(" "),
        others: (thing.others ?? []).join(" "),
        text: thing.text ?? "",
      }),
    ),
  );
  return { file, index };
}

function hitOf(file: SearchFile, id: number): Hit {
  const thing = file.things[id] as Thing;
  const [label, tongue] = textIn(thing.labels);
  return {
    label: label || thing.path,
    language: tongue === language ? "" : tongue,
    address: pageOf(thing.path),
    kind: thing.class,
    notes: [textIn(file.classes[thing.class] ?? {})[0]].filter(Boolean),
  };
}

/** The text in the language of the page, else in another, and its language. */
function textIn(texts: Texts): [string, string] {
  for (const tongue of [language, "", "fr", "en"]) {
    const text = texts[tongue];
    if (text !== undefined) return [text, tongue];
  }
  return [Object.values(texts)[0] ?? "", Object.keys(texts)[0] ?? ""];
}
