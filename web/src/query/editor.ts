/**
 * The editor, in place of the form's text field.
 *
 * It stands in a shadow root: there CodeMirror adopts style sheets that scripts have made, which a strict
 * Content-Security-Policy allows, where it would write style elements into the page, which it refuses.
 */

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, type Transaction } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { h } from "../dom";
import { language, say } from "../language";
import { complete } from "./completion";

export interface Editor {
  readonly text: string;
  /** Put another query in. */
  replace(text: string): void;
  /** Show what is wrong at its place, counted from 1; the column is in characters. */
  mark(message: string, line: number, column: number): void;
  unmark(): void;
  focus(): void;
}

const HIGHLIGHT = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-keyword)", fontWeight: "600" },
  { tag: tags.standard(tags.variableName), color: "var(--code-keyword)" },
  { tag: tags.local(tags.variableName), color: "var(--code-variable)" },
  { tag: tags.atom, color: "var(--code-name)" },
  { tag: tags.string, color: "var(--code-text)" },
  { tag: tags.meta, color: "var(--code-text)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
]);

const THEME = EditorView.theme({
  "&": { backgroundColor: "var(--card)", color: "var(--ink)", fontSize: "0.95rem", borderRadius: "5px" },
  "&.cm-focused": { outline: "3px solid var(--link)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", minHeight: "14rem", maxHeight: "32rem" },
  ".cm-content": { caretColor: "var(--ink)", padding: "0.6rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--tint)", color: "var(--quiet)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { boxShadow: "inset 2px 0 var(--link)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--mark)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--mark)" },
  ".cm-tooltip": {
    backgroundColor: "var(--card)",
    color: "var(--ink)",
    border: "1px solid var(--strong)",
    borderRadius: "5px",
    maxWidth: "min(44rem, 92vw)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "18rem", maxWidth: "92vw" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.25rem 0.6rem", minHeight: "24px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--link)", color: "var(--paper)" },
  ".cm-completionDetail": { fontFamily: "var(--sans)", fontStyle: "normal", color: "var(--quiet)" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-completionInfo": { padding: "0.5rem 0.75rem", fontFamily: "var(--sans)", fontSize: "0.9rem" },
  ".cm-completionMatchedText": { textDecoration: "none" },
  ".cm-diagnostic": { fontFamily: "var(--sans)", padding: "0.5rem 0.75rem" },
});

const WORDS: Record<string, string> = {
  Completions: "Propositions",
  Diagnostics: "Erreurs",
  "No diagnostics": "Aucune erreur",
  "current match": "proposition choisie",
  close: "fermer",
};

/** Put the editor in place of a text field, which goes on holding the query for the form. */
export function openEditor(field: HTMLTextAreaElement, run: () => void): Editor {
  const host = h("div", { class: "editor" });
  const root = host.attachShadow({ mode: "open" });
  field.before(host);
  const view = new EditorView({
    root,
    parent: root as unknown as DocumentFragment,
    state: EditorState.create({ doc: field.value, extensions: extensions(field, run) }),
  });
  field.hidden = true;
  const label = field.labels[0];
  label?.addEventListener("click", () => view.focus());
  return {
    get text() {
      return view.state.doc.toString();
    },
    replace(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 } });
    },
    mark(message, line, column) {
      const [from, to] = wordAt(view, line, column);
      view.dispatch(setDiagnostics(view.state, [{ from, to, severity: "error", message }]));
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    },
    unmark() {
      view.dispatch(setDiagnostics(view.state, []));
    },
    focus() {
      view.focus();
    },
  };
}

function extensions(field: HTMLTextAreaElement, run: () => void) {
  return [
    lineNumbers(),
    lintGutter(),
    highlightSpecialChars(),
    highlightActiveLine(),
    history(),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    autocompletion({ override: [complete], icons: false, maxRenderedOptions: 60 }),
    StreamLanguage.define(sparql),
    syntaxHighlighting(HIGHLIGHT),
    THEME,
    EditorView.lineWrapping,
    EditorState.phrases.of(language === "fr" ? WORDS : {}),
    EditorView.contentAttributes.of({
      "aria-label": field.labels[0]?.textContent?.trim() ?? "SPARQL",
      "aria-describedby": "",
      spellcheck: "false",
      autocapitalize: "off",
      lang: "zxx", // nobody's language: nothing to pronounce or to translate
    }),
    EditorView.domEventHandlers({ beforeinput: replaceSelected }),
    // Tab leaves the editor, as it leaves a text field, so that a keyboard is never caught in it.
    keymap.of([
      { key: "Mod-Enter", run: () => (run(), true), preventDefault: true },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...historyKeymap,
      ...defaultKeymap,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) field.value = update.state.doc.toString();
    }),
    EditorView.editorAttributes.of({ title: say("Ctrl+Entrée exécute la requête", "Ctrl+Enter runs the query") }),
  ];
}

/**
 * Put what is typed in the place of what is selected. A browser that does it keeps the look of the words that
 * were there by a style of its own, which the Content-Security-Policy refuses, and says so on the console.
 */
function replaceSelected(event: InputEvent, view: EditorView): boolean {
  const { from, to, empty } = view.state.selection.main;
  const { data } = event;
  if (empty || data === null || event.inputType !== "insertText" || event.isComposing) return false;
  event.preventDefault();
  const insert = (): Transaction => view.state.update(view.state.replaceSelection(data), { userEvent: "input.type" });
  const isHandled = view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, data, insert));
  if (!isHandled) view.dispatch(insert());
  return true;
}

/** The word at a place, from its first character to its last; a character where there is none. */
function wordAt(view: EditorView, line: number, column: number): [number, number] {
  const { doc } = view.state;
  const there = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const before = [...there.text].slice(0, Math.max(column - 1, 0)).join("").length;
  const from = Math.min(there.from + before, there.to);
  const word = /^[\p{L}\p{N}_:?$-]+/u.exec(there.text.slice(from - there.from))?.[0] ?? "";
  const to = Math.max(from + word.length, Math.min(from + 1, doc.length));
  return to > from ? [from, to] : [Math.max(from - 1, 0), to];
}
