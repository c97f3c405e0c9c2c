/** The prefixes and the terms that queries are written with. Their file is described in web/README.md. */

import type { Language } from "../language";
import { page } from "./page";

export interface Term {
  readonly iri: string;
  readonly kind: "class" | "property" | "theme";
  readonly labels: Partial<Record<Language, string>>;
  readonly definitions: Partial<Record<Language, string>>;
}

export interface Vocabulary {
  readonly prefixes: Readonly<Record<string, string>>;
  readonly terms: readonly Term[];
}

const NOTHING: Vocabulary = { prefixes: {}, terms: [] };
let asked: Promise<Vocabulary> | undefined;

/** The vocabulary, asked for once; an empty one where there is none, since queries can be written without. */
export function vocabulary(): Promise<Vocabulary> {
  asked ??= page.terms
    ? fetch(page.terms).then(
        (response): Promise<Vocabulary> | Vocabulary => (response.ok ? response.json() : NOTHING),
        () => NOTHING,
      )
    : Promise.resolve(NOTHING);
  return asked;
}

/** An IRI as `prefix:name`, by the longest namespace that leaves a name; "" when none does. */
export function shorten(iri: string, prefixes: Readonly<Record<string, string>>): string {
  let found = "";
  let length = 0;
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    const name = iri.slice(namespace.length);
    if (namespace.length > length && iri.startsWith(namespace) && /^[\p{L}\p{N}_][\p{L}\p{N}_-]*$/u.test(name)) {
      found = `${prefix}:${name}`;
      length = namespace.length;
    }
  }
  return found;
}
