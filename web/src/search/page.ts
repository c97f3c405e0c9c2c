/** The page of hits, where the site is files: the question stands in the address, the answer in search.json. */

import { h } from "../dom";
import { count, say } from "../language";
import type { Hit } from "./hits";

const MOST = 100;

/** Answer the question of the address below the form. */
export async function answerBelow(form: HTMLFormElement, field: HTMLInputElement): Promise<void> {
  const question = new URLSearchParams(location.search).get(field.name)?.trim() ?? "";
  if (!question) return;
  field.value = question;
  const { findInFile } = await import("./file");
  const { hits, total } = await findInFile(question, MOST);
  const told =
    total === 0
      ? say("Rien de ce nom\u00a0; essayez un mot plus court.", "Nothing of this name; try a shorter word.")
      : count(total, ["réponse", "réponses"], ["hit", "hits"]);
  form.after(h("p", { role: "status" }, told), h("ol", { class: "hits" }, ...hits.map(lineOf)));
}

function lineOf(hit: Hit): HTMLLIElement {
  const name = h("a", { class: "name", href: hit.address, lang: hit.language || undefined }, hit.label);
  return h("li", {}, name, " ", h("span", { class: hit.kind ? `kind k-${hit.kind}` : "quiet" }, hit.notes.join(" · ")));
}
