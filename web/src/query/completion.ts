/** What is offered while a query is written: variables, prefixes, terms by their name in two languages, keywords. */

import { type Completion, type CompletionContext, type CompletionResult, pickedCompletion, startCompletion } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { EditorView } from "@codemirror/view";
import { fold, language, say } from "../language";
import { type Role, roleAtEnd } from "./place";
import { declaration, declaredPrefixes } from "./prologue";
import { type Term, type Vocabulary, shorten, vocabulary } from "./vocabulary";

const KEYWORDS =
  "SELECT DISTINCT CONSTRUCT ASK DESCRIBE WHERE FILTER OPTIONAL UNION MINUS GRAPH VALUES BIND PREFIX BASE LIMIT OFFSET HAVING".split(
    " ",
  );
const PHRASES = ["ORDER BY", "GROUP BY", "NOT EXISTS", "FROM NAMED"];
const FUNCTIONS =
  "COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI CONCAT STRLEN SUBSTR UCASE LCASE CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER REPLACE REGEX YEAR MONTH DAY ABS ROUND CEIL FLOOR COALESCE IF EXISTS".split(
    " ",
  );
const MOST = 60;
/** What the kinds of terms are worth at a place. */
const FITS: Record<Role, Partial<Record<Term["kind"], number>>> = {
  subject: {},
  predicate: { property: 20 },
  class: { class: 20 },
  object: { theme: 4, class: 2 },
  unknown: {},
};
const KINDS: Record<Term["kind"], string> = {
  class: say("classe", "class"),
  property: say("propriété", "property"),
  theme: say("thème", "theme"),
};

interface Ranked {
  readonly option: Completion;
  readonly rank: number;
}

/** The source of completions for the editor. */
export async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  const inside = syntaxTree(context.state).resolveInner(context.pos, -1).name;
  if (inside === "comment" || inside === "string") return null;
  const query = context.state.doc.toString();
  const variable = context.matchBefore(/[?$][\p{L}\p{N}_]*/u);
  if (variable) return variables(query, variable.from, variable.text);
  const word = context.matchBefore(/[\p{L}\p{N}_.:’'-]+/u);
  if (!word && !context.explicit) return null;
  const from = word?.from ?? context.pos;
  const known = await vocabulary();
  const line = context.state.doc.lineAt(from);
  if (/^\s*PREFIX\s+$/i.test(query.slice(line.from, from))) return declarations(query, known, from, word?.text ?? "");
  return terms(query, known, from, word?.text ?? "");
}

function variables(query: string, from: number, text: string): CompletionResult {
  const others = new Map<string, number>();
  for (const [name] of query.matchAll(/[?$][\p{L}\p{N}_]+/gu)) others.set(name, (others.get(name) ?? 0) + 1);
  if (others.get(text) === 1) others.delete(text); // the one that is being written
  const options = [...others.keys()].sort().map((label): Completion => ({ label, type: "variable" }));
  return { from, options, validFor: /^[?$][\p{L}\p{N}_]*$/u };
}

function declarations(query: string, known: Vocabulary, from: number, text: string): CompletionResult {
  const declared = declaredPrefixes(query);
  const options = Object.entries(known.prefixes)
    .filter(([prefix]) => !(prefix in declared) && prefix.startsWith(text.replace(/:$/, "")))
    .map(([prefix, namespace]): Completion => ({ label: `${prefix}: <${namespace}>`, type: "namespace" }));
  return { from, options, filter: false };
}

function terms(query: string, known: Vocabulary, from: number, text: string): CompletionResult {
  const declared = declaredPrefixes(query);
  const prefixes = { ...known.prefixes, ...declared };
  // A namespace that the query declares keeps the name that it has there.
  const taken = new Set(Object.values(declared));
  for (const [prefix, namespace] of Object.entries(known.prefixes)) {
    if (taken.has(namespace) && !(prefix in declared)) delete prefixes[prefix];
  }
  const place = roleAtEnd(query.slice(0, from));
  const asked = fold(text);
  const ranked = [
    ...known.terms.flatMap((term) => termOption(term, asked, place, prefixes, declared)),
    ...(text.includes(":") ? [] : [...prefixOptions(asked, prefixes, declared), ...wordOptions(asked, place)]),
  ];
  ranked.sort((one, other) => other.rank - one.rank || one.option.label.localeCompare(other.option.label));
  return { from, options: ranked.slice(0, MOST).map(({ option }) => option), filter: false };
}

function termOption(
  term: Term,
  asked: string,
  place: Role,
  prefixes: Record<string, string>,
  declared: Record<string, string>,
): Ranked[] {
  const label = shorten(term.iri, prefixes);
  if (!label) return [];
  const said = term.labels[language] ?? term.labels.fr ?? term.labels.en ?? "";
  const found = match(asked, label, Object.values(term.labels));
  if (found === 0) return [];
  const definition = term.definitions[language] ?? term.definitions.fr ?? term.definitions.en;
  const option: Completion = {
    label,
    detail: said,
    type: term.kind,
    apply: inserting(label, label.slice(0, label.indexOf(":")), prefixes, declared),
    ...(definition ? { info: `${KINDS[term.kind]} — ${definition}` } : {}),
  };
  return [{ option, rank: found + (FITS[place][term.kind] ?? 0) }];
}

/** How well what was typed fits a term: by its name, or by a label of any language; 0 when it does not. */
function match(asked: string, name: string, labels: string[]): number {
  if (!asked) return 1;
  const folded = fold(name);
  const local = folded.slice(folded.indexOf(":") + 1);
  if (folded.startsWith(asked)) return 12;
  if (asked.includes(":")) return 0;
  if (local.startsWith(asked)) return 11;
  const words = labels.map((label) => ` ${fold(label)}`);
  if (words.some((label) => label.startsWith(` ${asked}`))) return 10;
  if (words.some((label) => /[ '-]/.test(label) && new RegExp(`[ '-]${escaped(asked)}`).test(label))) return 8;
  return asked.length > 2 && local.includes(asked) ? 5 : 0;
}

function prefixOptions(asked: string, prefixes: Record<string, string>, declared: Record<string, string>): Ranked[] {
  return Object.entries(prefixes)
    .filter(([prefix]) => asked !== "" && prefix.toLowerCase().startsWith(asked))
    .map(([prefix, namespace]) => ({
      option: {
        label: `${prefix}:`,
        detail: namespace,
        type: "namespace",
        apply: inserting(`${prefix}:`, prefix, prefixes, declared),
      },
      rank: 13,
    }));
}

function wordOptions(asked: string, place: Role): Ranked[] {
  const rank = place === "unknown" || place === "subject" ? 14 : 7;
  const starting = (word: string): boolean => asked !== "" && word.toLowerCase().startsWith(asked);
  return [
    ...[...KEYWORDS, ...PHRASES].filter(starting).map((label) => ({ option: { label, type: "keyword" }, rank })),
    ...FUNCTIONS.filter(starting).map((label) => ({
      option: { label, type: "function", apply: `${label}(` },
      rank: place === "unknown" ? 14 : 6,
    })),
  ];
}

/** Write a name, and the PREFIX line that it needs. */
function inserting(
  text: string,
  prefix: string,
  prefixes: Record<string, string>,
  declared: Record<string, string>,
): (view: EditorView, option: Completion, from: number, to: number) => void {
  return (view, option, from, to) => {
    const namespace = prefixes[prefix];
    const head =
      namespace === undefined || prefix in declared
        ? undefined
        : declaration(view.state.doc.toString(), prefix, namespace);
    view.dispatch({
      changes: [...(head ? [head] : []), { from, to, insert: text }],
      selection: { anchor: from + text.length + (head ? head.insert.length : 0) },
      annotations: pickedCompletion.of(option),
      userEvent: "input.complete",
      scrollIntoView: true,
    });
    if (text.endsWith(":")) startCompletion(view);
  };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
