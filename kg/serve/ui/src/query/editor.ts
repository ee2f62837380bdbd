// The editor: SPARQL with colours, completion, and the place of an error underlined.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, LanguageSupport, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { styleTags, tags } from "@lezer/highlight";
import { SparqlLanguage } from "codemirror-lang-sparql";
import { element } from "../dom.ts";
import { complete, told } from "./completion.ts";

// The grammar leaves prefixed names and the word "a" without a tag.
const language = SparqlLanguage.configure({ props: [styleTags({ "Pname_ln Pname_ns": tags.namespace, A_predicate: tags.keyword })] });

// Colours are the page's own, which follow light and dark.
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: "var(--ISA)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--Software)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--Core)" },
  { tag: [tags.number, tags.integer, tags.float, tags.bool, tags.annotation], color: "var(--Device)" },
  { tag: [tags.url, tags.namespace, tags.typeName], color: "var(--Chip)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--card)", border: "1px solid color-mix(in srgb, var(--quiet) 75%, transparent)", borderRadius: "6px", fontSize: "0.9rem" },
  "&.cm-focused": { outline: "2px solid var(--link)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", minHeight: "14rem", maxHeight: "32rem", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)", padding: ".5rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--link) 28%, transparent)" },
  ".cm-gutters": { backgroundColor: "var(--note)", color: "var(--quiet)", borderRight: "1px solid var(--line)", borderRadius: "6px 0 0 6px" },
  ".cm-matchingBracket": { backgroundColor: "color-mix(in srgb, var(--link) 22%, transparent) !important" },
  ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: "6px", boxShadow: "0 6px 24px rgb(0 0 0 / .16)", fontFamily: "var(--sans)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "18rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail": { color: "var(--on-accent)" },
  ".cm-completionDetail": { color: "var(--quiet)", fontStyle: "normal", fontFamily: "var(--sans)", marginLeft: ".75rem" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionInfo, .cm-told": { maxWidth: "24rem", padding: ".4rem .7rem", fontSize: ".875rem" },
  ".cm-diagnostic": { padding: ".4rem .7rem", borderLeft: "4px solid var(--wrong)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--wrong)", textUnderlineOffset: ".25em" },
});

/** Typing over a selection, done by the editor: where the browser does it over several lines, it writes inline styles, which the policy of the page refuses. */
const typedOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== "insertText" || event.data === null || event.isComposing) return false;
    // The browser's own selection: the editor may not have heard of it yet. Chromium gives that of a shadow tree by a method of its root.
    const root: { getSelection?: () => Selection | null } = view.root as Document;
    const { anchorNode, anchorOffset, focusNode, focusOffset } = (root.getSelection ? root.getSelection() : document.getSelection()) ?? {};
    const inside = anchorNode && focusNode && view.contentDOM.contains(anchorNode) && view.contentDOM.contains(focusNode);
    const ends = inside ? [view.posAtDOM(anchorNode, anchorOffset), view.posAtDOM(focusNode, focusOffset)] : [view.state.selection.main.from, view.state.selection.main.to];
    const [from, to] = [Math.min(...ends), Math.max(...ends)];
    if (from === to) return false;
    event.preventDefault();
    view.dispatch({ changes: { from, to, insert: event.data }, selection: { anchor: from + event.data.length }, scrollIntoView: true, userEvent: "input.type" });
    return true;
  },
});

export class Editor {
  private readonly view: EditorView;

  constructor(
    private readonly area: HTMLTextAreaElement,
    hint: string,
    run: () => void,
  ) {
    const label = area.labels[0]?.textContent ?? "";
    area.labels[0]?.remove();
    area.hidden = true;
    // In a shadow tree the editor's styles are adopted sheets, which a strict policy allows; in the document they would be inline ones.
    const host = element("div", { class: "editor-host" });
    area.after(host);
    const root = host.attachShadow({ mode: "open" });
    const inner = element("div");
    root.append(inner);
    const submit = () => {
      run();
      return true;
    };
    this.view = new EditorView({
      parent: inner,
      root,
      state: EditorState.create({
        doc: area.value,
        extensions: [
          lineNumbers(), history(), drawSelection(), bracketMatching(), indentOnInput(), EditorState.tabSize.of(2), EditorView.lineWrapping,
          new LanguageSupport(language), syntaxHighlighting(colours), look,
          autocompletion({ override: [complete], activateOnTyping: true, maxRenderedOptions: 60, icons: false }), told,
          keymap.of([{ key: "Mod-Enter", run: submit, preventDefault: true }, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          EditorView.contentAttributes.of({ "aria-label": label, "aria-description": hint, spellcheck: "false", autocapitalize: "off", autocorrect: "off" }),
          typedOver,
          EditorView.updateListener.of((update) => {
            if (update.docChanged) this.area.value = this.text;
          }),
        ],
      }),
    });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  set text(text: string) {
    if (text !== this.text) this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } });
  }

  /** Underlines what a problem points at; without one, nothing. */
  point(problem: HTMLElement | null): void {
    const { doc } = this.view.state;
    const line = Number(problem?.dataset["line"] ?? 0);
    if (!problem || line < 1) {
      this.view.dispatch(setDiagnostics(this.view.state, []));
      return;
    }
    const { from: start, text } = doc.line(Math.min(line, doc.lines));
    // Columns count characters, the editor counts UTF-16 units.
    const column = Array.from(text).slice(0, Number(problem.dataset["column"] ?? 1) - 1).join("").length;
    const marked = problem.querySelector("mark")?.textContent ?? "";
    const at = marked && text.includes(marked) ? Math.max(text.lastIndexOf(marked, column), text.indexOf(marked)) : Math.min(column, text.length);
    const from = start + at;
    const to = Math.max(from, Math.min(from + Math.max(marked.length, 1), doc.length));
    const shown = from === to ? { from: Math.max(0, from - 1), to } : { from, to };
    this.view.dispatch(setDiagnostics(this.view.state, [{ ...shown, severity: "error", message: problem.querySelectorAll("p")[1]?.textContent ?? "" }]));
    this.view.dispatch({ selection: { anchor: shown.from }, scrollIntoView: true });
  }
}
