/** The head of a query: its PREFIX lines. Source: https://www.w3.org/TR/sparql11-query/#rPrologue */

const PREFIX = /^[ \t]*PREFIX[ \t]+([\p{L}\p{N}_.-]*):[ \t]*<([^>\n]*)>[^\n]*$/gimu;
const BEFORE = /^(?:[ \t]*(?:#[^\n]*|BASE[ \t]+<[^>\n]*>[ \t]*)?\n)*/i;

/** The prefixes that a query declares, each with its namespace. */
export function declaredPrefixes(query: string): Record<string, string> {
  return Object.fromEntries([...query.matchAll(PREFIX)].map((found) => [found[1] ?? "", found[2] ?? ""]));
}

/** What to insert in a query, and where, so that it declares a prefix; undefined when it does already. */
export function declaration(
  query: string,
  prefix: string,
  namespace: string,
): { from: number; insert: string } | undefined {
  if (prefix in declaredPrefixes(query)) return undefined;
  const line = `PREFIX ${prefix}: <${namespace}>\n`;
  const last = [...query.matchAll(PREFIX)].at(-1);
  if (!last) return { from: BEFORE.exec(query)?.[0].length ?? 0, insert: line };
  const end = last.index + last[0].length;
  return end < query.length ? { from: end + 1, insert: line } : { from: end, insert: `\n${line.trimEnd()}` };
}
