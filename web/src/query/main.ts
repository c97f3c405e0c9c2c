/** The query page: an editor in place of the text field, and the answer below it. */

import { h, only } from "../dom";
import { say } from "../language";
import { pageOf } from "../site";
import { answerView, refusalView, summary } from "./answer";
import { ask, Refusal } from "./asking";
import { openEditor } from "./editor";
import { field, form } from "./page";
import { declaredPrefixes } from "./prologue";
import { copyAddress, keepInAddress, sharedQuery } from "./sharing";
import { vocabulary } from "./vocabulary";

const state = h("p", { class: "state", role: "status", "aria-live": "polite" });
const shown = only<HTMLElement>("#answer");
const stop = h("button", { type: "button", class: "plain-button", hidden: true }, say("Arrêter", "Stop"));
const share = h("button", { type: "button", class: "plain-button" }, say("Copier le lien", "Copy the link"));
const address = h("input", {
  id: "share-address",
  type: "text",
  readonly: true,
  hidden: true,
  "aria-label": say("Lien de cette requête", "Link of this query"),
});

field.value = sharedQuery() || field.value;
const editor = openEditor(field, () => void run());
form.append(stop, share, h("span", { class: "quiet keys" }, say("Ctrl+Entrée exécute", "Ctrl+Enter runs")), address);
form.after(state, shown); // on the page of an answer it stands before the form

let running: AbortController | undefined;

async function run(): Promise<void> {
  const query = editor.text;
  if (!query.trim()) {
    state.textContent = say("Écrivez une requête, ou choisissez un exemple.", "Write a query, or choose an example.");
    editor.focus();
    return;
  }
  running?.abort();
  const mine = new AbortController();
  running = mine;
  editor.unmark();
  keepInAddress(query);
  state.textContent = say("Le serveur cherche…", "The server is looking…");
  stop.hidden = false;
  shown.setAttribute("aria-busy", "true");
  const begun = performance.now();
  try {
    const answer = await ask(query, mine.signal);
    const milliseconds = performance.now() - begun;
    const { prefixes } = await vocabulary();
    if (mine.signal.aborted) return;
    shown.replaceChildren(...answerView(query, answer, { ...prefixes, ...declaredPrefixes(query) }));
    state.textContent = summary(answer, milliseconds);
  } catch (error) {
    if (mine.signal.aborted) return;
    if (!(error instanceof Refusal)) throw error;
    tell(error);
  } finally {
    if (running === mine) {
      stop.hidden = true;
      shown.removeAttribute("aria-busy");
    }
  }
}

function tell(refusal: Refusal): void {
  shown.replaceChildren(...refusalView(refusal, () => void run(), pageOf("catalog")));
  if (refusal.line > 0) {
    editor.mark(refusal.message, refusal.line, refusal.column || 1);
    const there = say(`Erreur, ligne ${refusal.line}.`, `Error on line ${refusal.line}.`);
    state.textContent = there;
    return;
  }
  state.textContent = say("Pas de réponse.", "No answer.");
}

async function open(link: HTMLAnchorElement): Promise<void> {
  const response = await fetch(link.dataset["query"] ?? "");
  if (!response.ok) {
    location.href = link.href;
    return;
  }
  editor.replace(await response.text());
  link.closest("details")?.removeAttribute("open");
  form.scrollIntoView({ block: "start" });
  editor.focus();
  await run();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void run();
});
stop.addEventListener("click", () => {
  running?.abort();
  stop.hidden = true;
  shown.removeAttribute("aria-busy");
  state.textContent = say("Arrêtée.", "Stopped.");
  editor.focus();
});
share.addEventListener("click", () => {
  void copyAddress(editor.text).then((isCopied) => {
    state.textContent = isCopied
      ? say("Le lien de la requête est copié.", "The link of the query is copied.")
      : say("Voici le lien de la requête, à copier.", "This is the link of the query, to be copied.");
  });
});
for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-query]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void open(link);
  });
}
// What an address asks for is answered at once; the page of an answer has answered it already.
if (field.value.trim() && !shown.hasChildNodes()) void run();
