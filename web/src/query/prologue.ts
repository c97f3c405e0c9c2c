/** The head of a query: its PREFIX lines. Source: https://www.w3.org/TR/sparql11-query/#rPrologue */

/** A declaration; or a comment or an IRI, in which there is none. */
const PIECE = /#[^\n]*|\bPREFIX\s+([\p{L}\p{N}_.-]*):\s*<([^>\n]*)>|<[^<>\s]*>/giu;
const BEFORE = /^(?:[ \t]*(?:#[^\n]*|BASE[ \t]+<[^>\n]*>[ \t]*)?\n)*/i;

/** The prefixes that a query declares, each with its namespace. */
export function declaredPrefixes(query: string): Record<string, string> {
  return Object.fromEntries(declarations(query).map((found) => [found[1] ?? "", found[2] ?? ""]));
}

/** What to insert in a query, and where, so that it declares a prefix; undefined when it does already. */
export function declaration(
  query: string,
  prefix: string,
  namespace: string,
): { from: number; insert: string } | undefined {
  if (prefix in declaredPrefixes(query)) return undefined;
  const line = `PREFIX ${prefix}: <${namespace}>`;
  const last = declarations(query).at(-1);
  if (!last) return { from: BEFORE.exec(query)?.[0].length ?? 0, insert: `${line}\n` };
  const end = last.index + last[0].length;
  const rest = /^[ \t]*(?:#[^\n]*)?(?=\n|$)/.exec(query.slice(end));
  return rest ? { from: end + rest[0].length, insert: `\n${line}` } : { from: end, insert: `\n${line}\n` };
}

function declarations(query: string): RegExpExecArray[] {
  return [...query.matchAll(PIECE)].filter((found) => found[2] !== undefined);
}
