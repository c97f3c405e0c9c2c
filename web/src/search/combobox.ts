/**
 * Suggestions below a search field.
 *
 * Source: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ (editable, with list autocomplete)
 */

import { h } from "../dom";
import { count, say } from "../language";
import { findHits, type Hit } from "./hits";

const PAUSE_MS = 120; // between two letters of somebody who goes on typing
const MOST = 8;
const FEWEST = 2; // letters

/** Offer suggestions while something is typed in a field. The form goes on working as it did. */
export function suggestBelow(field: HTMLInputElement): void {
  new Combobox(field);
}

class Combobox {
  private readonly list: HTMLUListElement;
  private readonly state = h("span", { class: "unseen", role: "status" });
  private hits: readonly Hit[] = [];
  private active = -1;
  private timer = 0;
  private asking: AbortController | undefined;

  constructor(private readonly field: HTMLInputElement) {
    const id = `${field.id}-suggestions`;
    this.list = h("ul", { id, class: "suggestions", role: "listbox", "aria-label": say("Propositions", "Suggestions"), hidden: true });
    for (const [name, value] of Object.entries({
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": id,
    })) {
      field.setAttribute(name, value);
    }
    const form = field.form as HTMLFormElement;
    form.append(this.list, this.state);
    field.addEventListener("input", () => this.wait());
    field.addEventListener("keydown", (event) => this.press(event));
    form.addEventListener("focusout", (event) => {
      if (!form.contains(event.relatedTarget as Node | null)) this.close();
    });
    // The field keeps the focus, so that a choice by mouse is one click.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = (event.target as Element).closest("li");
      if (option) this.go([...this.list.children].indexOf(option));
    });
  }

  private wait(): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    if (this.field.value.trim().length < FEWEST) this.close();
    else this.timer = setTimeout(() => void this.ask(), PAUSE_MS);
  }

  private async ask(): Promise<void> {
    const mine = new AbortController();
    this.asking = mine;
    let hits: readonly Hit[] = [];
    try {
      hits = await findHits(this.field.value.trim(), MOST, mine.signal);
    } catch {
      // Without an answer there are no suggestions; the form still searches.
    }
    if (mine.signal.aborted || document.activeElement !== this.field) return;
    this.show(hits.filter((hit) => hit.address));
  }

  private show(hits: readonly Hit[]): void {
    this.hits = hits;
    this.list.replaceChildren(...hits.map((hit, place) => this.option(hit, place)));
    this.list.hidden = hits.length === 0;
    this.field.setAttribute("aria-expanded", String(hits.length > 0));
    this.point(-1);
    this.state.textContent =
      hits.length > 0
        ? count(hits.length, ["proposition", "propositions"], ["suggestion", "suggestions"])
        : say("Aucune proposition", "No suggestion");
  }

  private option(hit: Hit, place: number): HTMLLIElement {
    const name = h("span", { class: hit.kind ? `is k-${hit.kind}` : undefined, lang: hit.language || undefined }, hit.label);
    const notes = h("span", { class: "quiet" }, hit.notes.join(" · "));
    return h("li", { id: `${this.list.id}-${place}`, role: "option", "aria-selected": "false" }, name, " ", notes);
  }

  private press(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { length } = this.hits;
    if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.go(this.active);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Tab") {
      this.close();
    } else if (length > 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      if (this.list.hidden) this.show(this.hits);
      // From the last to the field, and from the field to the first, and the other way round.
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.point(((this.active + 1 + step + length + 1) % (length + 1)) - 1);
    }
  }

  private point(place: number): void {
    this.active = place;
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    const option = this.list.children[place];
    if (option) {
      this.field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  private go(place: number): void {
    const hit = this.hits[place];
    if (hit) location.assign(hit.address);
  }

  private close(): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.state.textContent = "";
    this.point(-1);
  }
}
