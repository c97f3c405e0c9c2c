/** An answer as a table: the first rows at once, the others as they are asked for. */

import { h } from "../dom";
import { count, formatNumber, say } from "../language";
import { cellOf, numberOf, type Rows } from "./terms";

const STEP = 200; // rows added at once

/** The table, in a frame that scrolls by keyboard too. */
export function tableOf(rows: Rows, prefixes: Readonly<Record<string, string>>): Node[] {
  const body = h("tbody");
  const table = h(
    "table",
    {},
    h("caption", { class: "unseen" }, say("Réponse", "Answer")),
    h("thead", {}, h("tr", {}, ...rows.vars.map((name) => headOf(name, rows)))),
    body,
  );
  const frame = h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": say("Réponse", "Answer") }, table);
  let shown = 0;
  const add = (): void => {
    const next = rows.bindings.slice(shown, shown + STEP);
    body.append(...next.map((row) => h("tr", {}, ...rows.vars.map((name) => cellOf(row[name], prefixes)))));
    shown += next.length;
  };
  add();
  if (shown >= rows.bindings.length) return [frame];
  const more = h("button", { type: "button", class: "plain-button" });
  const left = h("p", {}, more);
  const tell = (): void => {
    const rest = rows.bindings.length - shown;
    if (rest === 0) left.remove();
    const next = count(Math.min(STEP, rest), ["ligne de plus", "lignes de plus"], ["more row", "more rows"]);
    more.textContent = say(`Montrer ${next} (il en reste ${formatNumber(rest)})`, `Show ${next} (${formatNumber(rest)} left)`);
  };
  more.addEventListener("click", () => {
    const first = shown;
    add();
    tell();
    const row = body.rows[first];
    if (row) {
      row.tabIndex = -1;
      row.focus(); // reading goes on where it stopped
    }
  });
  tell();
  return [frame, left];
}

function headOf(name: string, rows: Rows): HTMLTableCellElement {
  const areNumbers = rows.bindings.every((row) => !row[name] || numberOf(row[name]) !== undefined);
  return h("th", { scope: "col", class: areNumbers ? "number" : undefined }, name);
}
