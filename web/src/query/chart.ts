/** A bar chart of an answer that has a name and a number in each row. */

import { h, svg } from "../dom";
import { formatNumber, say } from "../language";
import { numberOf, type Rows, textOf } from "./terms";

const FEWEST = 2;
const MOST = 40; // bars that can still be told apart

interface Bar {
  readonly name: string;
  readonly value: number;
}

/**
 * The chart; undefined when the answer is not made for one.
 *
 * It is for one column of numbers, not below zero and no years or coordinates, beside one or more columns
 * whose texts differ from row to row.
 */
export function chartOf(rows: Rows, prefixes: Readonly<Record<string, string>>): HTMLElement | undefined {
  if (rows.bindings.length < FEWEST || rows.bindings.length > MOST) return undefined;
  const numeric = rows.vars.filter((name) => rows.bindings.every((row) => numberOf(row[name]) !== undefined));
  const [measure] = numeric;
  if (measure === undefined || numeric.length !== 1) return undefined;
  const bars = rows.vars
    .filter((name) => name !== measure)
    .map((name) => rows.bindings.map((row): Bar => ({ name: textOf(row[name], prefixes), value: numberOf(row[measure]) ?? 0 })))
    .find((candidates) => isTelling(candidates));
  return bars && draw(bars, measure);
}

function isTelling(bars: Bar[]): boolean {
  const names = new Set(bars.map((bar) => bar.name));
  const areYears = bars.every(({ value }) => Number.isInteger(value) && value >= 1500 && value <= 2100);
  return names.size === bars.length && !names.has("") && !areYears && bars.every(({ value }) => value >= 0);
}

function draw(bars: Bar[], measure: string): HTMLElement {
  const largest = Math.max(...bars.map((bar) => bar.value)) || 1;
  const lines = bars.map(({ name, value }) => {
    const width = Math.max((100 * value) / largest, 0.5);
    const bar = svg(
      "svg",
      { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("rect", { width, height: 10 }),
    );
    return h("li", {}, h("span", { class: "name" }, name), bar, h("span", { class: "value" }, formatNumber(value)));
  });
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", {}, say(`Diagramme\u00a0: ${measure}`, `Chart: ${measure}`)),
    h("ul", {}, ...lines),
  );
}
