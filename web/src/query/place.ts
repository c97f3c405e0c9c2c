/** What may stand at a place of a query, told by the words before it. */

export type Role = "subject" | "predicate" | "class" | "object" | "unknown";

const TOKEN =
  /#[^\n]*|<[^<>\s]*>|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[?$][\p{L}\p{N}_]+|[\p{L}\p{N}_.-]*:[\p{L}\p{N}_%.-]*|\p{L}[\p{L}\p{N}_]*|[\d.]+|[{}()[\];,.|/^*+?!]/gu;
const TYPE = new Set(["a", "rdf:type"]);
const PATH = new Set(["/", "|", "^", "!"]);

/**
 * The role of what is written at the end of a text.
 *
 * It counts terms since the last sign that ends a triple, so that it is right for triples and says
 * "unknown" in expressions.
 *
 * @param before the query up to the word that is being written.
 */
export function roleAtEnd(before: string): Role {
  const tokens = [...before.slice(-4000).matchAll(TOKEN)].map((found) => found[0]).filter((t) => !t.startsWith("#"));
  let terms = 0;
  let depth = 0; // of brackets, counted backwards
  for (let at = tokens.length - 1; at >= 0; at -= 1) {
    const token = tokens[at] ?? "";
    if (token === ")") depth += 1;
    else if (token === "(") {
      if (depth === 0) return "unknown";
      depth -= 1;
      terms += depth === 0 ? 1 : 0; // a list, or a path in brackets, stands where a term does
    } else if (depth > 0 || token === "*" || token === "+" || token === "?") continue;
    else if (PATH.has(token)) terms -= terms > 0 ? 1 : 0;
    else if (token === "{" || token === "}" || token === ".") return role(terms, tokens);
    else if (token === ";" || token === "[") return role(terms + 1, tokens);
    else if (token === ",") return "object";
    else if (/^(filter|bind)$/i.test(token)) return terms > 0 ? role(terms - 1, tokens) : "unknown"; // its brackets are no term
    else if (/^(select|values|order|group|having|prefix|base|limit|offset)$/i.test(token)) return "unknown";
    else if (/^(optional|graph|minus|union|where)$/i.test(token)) return role(terms, tokens);
    else terms += 1;
  }
  return "unknown";
}

function role(terms: number, tokens: string[]): Role {
  const last = tokens.at(-1) ?? "";
  if (PATH.has(last)) return "predicate";
  if (terms === 0) return "subject";
  if (terms === 1) return "predicate";
  return TYPE.has(last) ? "class" : "object";
}
