/** What is shown of an answer, or of a query that got none. */

import { h } from "../dom";
import { count, formatNumber, say } from "../language";
import { type Answer, addressIn, fileIn, type Refusal } from "./asking";
import { chartOf } from "./chart";
import { pointsOf } from "./points";
import { tableOf } from "./table";

/** What the formats are called, in the order of interest; the first are for people. */
const TABLES = { csv: "CSV", json: "JSON", tsv: "TSV", xml: "XML" };
const GRAPHS = { ttl: "Turtle", jsonld: "JSON-LD", nt: "N-Triples", rdf: "RDF/XML" };

/** In a few words, for the line of state: how much there is, and how long it took. */
export function summary(answer: Answer, milliseconds: number): string {
  const time =
    milliseconds < 1000
      ? `${formatNumber(Math.max(Math.round(milliseconds), 1))}\u00a0ms`
      : `${formatNumber(Math.round(milliseconds / 100) / 10)}\u00a0s`;
  if (answer.form === "ask") return answer.verdict ? say(`Oui, en ${time}.`, `Yes, in ${time}.`) : say(`Non, en ${time}.`, `No, in ${time}.`);
  const size =
    answer.form === "table"
      ? count(answer.rows.bindings.length, ["ligne", "lignes"], ["row", "rows"])
      : count(answer.turtle.split("\n").length - 1, ["ligne de Turtle", "lignes de Turtle"], ["line of Turtle", "lines of Turtle"]);
  return say(`${size} en ${time}.`, `${size} in ${time}.`);
}

/** The answer, with its picture where it has one, and the links to its files. */
export function answerView(query: string, answer: Answer, prefixes: Readonly<Record<string, string>>): Node[] {
  if (answer.form === "ask") {
    return [h("p", { class: "lead" }, answer.verdict ? say("Oui", "Yes") : say("Non", "No"))];
  }
  if (answer.form === "graph") {
    const turtle = h("pre", { tabindex: 0, role: "region", "aria-label": "Turtle" }, answer.turtle);
    return [downloads(query, GRAPHS), turtle];
  }
  const { rows } = answer;
  if (rows.bindings.length === 0) {
    return [
      h(
        "p",
        {},
        say(
          "Rien ne répond à cette question\u00a0: vérifiez les noms, ou enlevez une condition.",
          "Nothing answers this question: check the names, or take a condition away.",
        ),
      ),
    ];
  }
  return [downloads(query, TABLES), ...pictures(rows, prefixes), ...tableOf(rows, prefixes)];
}

function pictures(rows: Parameters<typeof pointsOf>[0], prefixes: Readonly<Record<string, string>>): Node[] {
  const points = pointsOf(rows, prefixes);
  if (points.length > 0) {
    const place = h("div", { class: "map-place" });
    void import("./map").then(async ({ drawMap }) => place.replaceChildren(await drawMap(points)));
    return [place];
  }
  const chart = chartOf(rows, prefixes);
  return chart ? [chart] : [];
}

function downloads(query: string, formats: Record<string, string>): HTMLElement {
  const links = Object.entries(formats).map(([format, name]) => {
    const file = `${say("reponse", "answer")}.${format}`;
    const link = h("a", { href: addressIn(format, query) || "#", download: file }, name);
    if (!addressIn(format, query)) link.addEventListener("click", (event) => void save(event, link, format, query));
    return h("li", {}, link);
  });
  return h("div", { class: "downloads" }, h("span", {}, say("Télécharger\u00a0:", "Download:")), h("ul", {}, ...links));
}

/** Save the file of a query that is too long for an address. */
async function save(event: Event, link: HTMLAnchorElement, format: string, query: string): Promise<void> {
  if (link.href.startsWith("blob:")) return;
  event.preventDefault();
  link.href = URL.createObjectURL(await fileIn(format, query, AbortSignal.timeout(60_000)));
  link.click();
}

/** Why there is no answer, and what to do. */
export function refusalView(refusal: Refusal, retry: () => void, dumps: string): Node[] {
  const words = h("p", {}, sentence(refusal.message));
  const view = h("div", { class: "refusal" }, words);
  if (refusal.isPassing) {
    const again = h("button", { type: "button" }, say("Réessayer", "Try again"));
    again.addEventListener("click", retry);
    view.append(h("p", {}, again, " ", h("a", { href: dumps }, say("Toutes les données à télécharger", "All data to download"))));
  }
  return [view];
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
