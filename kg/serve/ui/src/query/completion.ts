// What the editor offers: words of the graph by name and by label in both languages, things by any of their names, variables and keywords.
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { hoverTooltip } from "@codemirror/view";
import { element } from "../dom.ts";

interface Word {
  name: string;
  kind: "class" | "property" | "status";
  labels: Record<string, string>;
  told: Record<string, string>;
}
interface Vocabulary {
  prefixes: Record<string, string>;
  words: Word[];
}
interface Thing {
  iri: string;
  label: string;
  labels: Record<string, string>;
  matched: string;
  type: string;
}

const KEYWORDS =
  "SELECT DISTINCT WHERE OPTIONAL FILTER UNION MINUS GRAPH BIND VALUES CONSTRUCT ASK DESCRIBE FROM NAMED ORDER BY GROUP HAVING LIMIT OFFSET PREFIX COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT REGEX CONTAINS STRSTARTS LCASE STR LANG BOUND COALESCE IF YEAR EXISTS NOT IN AS ASC DESC".split(" ");
const THINGS_FROM = 2; // characters typed before things are looked up
const language = document.documentElement.lang.slice(0, 2);
let vocabulary: Promise<Vocabulary> | null = null;

function words(): Promise<Vocabulary> {
  vocabulary ??= fetch("/words.json")
    .then((answer) => (answer.ok ? (answer.json() as Promise<Vocabulary>) : Promise.reject(new Error(String(answer.status)))))
    .catch(() => {
      vocabulary = null; // asked again next time
      return { prefixes: {}, words: [] };
    });
  return vocabulary;
}

async function things(typed: string, context: CompletionContext): Promise<Thing[]> {
  const asked = new AbortController();
  context.addEventListener("abort", () => asked.abort());
  try {
    const answer = await fetch(`/suggest.json?q=${encodeURIComponent(typed)}`, { signal: asked.signal });
    return answer.ok ? ((await answer.json()) as { things: Thing[] }).things : [];
  } catch {
    return [];
  }
}

/** An IRI as a query has it: prefixed where that can be written, else in full. */
export function written(iri: string, prefixes: Record<string, string>): string {
  const base = prefixes["id"];
  const rest = base && iri.startsWith(base) ? iri.slice(base.length) : "";
  return /^[\p{L}\p{N}_][\p{L}\p{N}_/-]*$/u.test(rest) ? `id:${rest.replaceAll("/", "\\/")}` : `<${iri}>`;
}

/** How well a word fits what is typed: by its beginning, else anywhere, of its name or its labels; 0 where it doesn't. */
function fit(typed: string, name: string, labels: string[]): number {
  const wanted = typed.toLowerCase();
  const local = name.slice(name.indexOf(":") + 1).toLowerCase();
  if (name.toLowerCase().startsWith(wanted) || local.startsWith(wanted)) return 3;
  if (labels.some((label) => label.toLowerCase().startsWith(wanted))) return 2;
  return [local, ...labels.map((label) => label.toLowerCase())].some((text) => text.includes(wanted)) ? 1 : 0;
}

export async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  const variable = context.matchBefore(/[?$]\w*/);
  if (variable) {
    const known = new Set(context.state.doc.toString().match(/[?$]\w+/g) ?? []);
    known.delete(variable.text);
    return { from: variable.from, options: [...known].map((label) => ({ label, type: "variable" })), validFor: /^[?$]\w*$/ };
  }
  const before = context.matchBefore(/[\p{L}\p{N}_][\p{L}\p{N}_:\\/-]*/u);
  if (!before && !context.explicit) return null;
  const typed = before?.text ?? "";
  const from = before?.from ?? context.pos;
  const line = context.state.sliceDoc(Math.max(0, from - 200), from);
  const wanted = /(^|\s)a\s+$/.test(line) ? "class" : /([?$]\w+|;|>|:\S+)\s+$/.test(line) ? "property" : "";
  const { prefixes, words: known } = await words();
  const options: Completion[] = [];
  for (const word of known) {
    const score = typed ? fit(typed, word.name, Object.values(word.labels)) : 1;
    if (score) options.push(option(word, score + (word.kind === wanted ? 5 : 0)));
  }
  if (!typed.includes(":")) {
    for (const prefix of Object.keys(prefixes)) {
      if (typed && prefix.startsWith(typed.toLowerCase())) options.push({ label: `${prefix}:`, detail: prefixes[prefix]!, type: "namespace", boost: 2 });
    }
    for (const keyword of KEYWORDS) {
      if (typed && keyword.startsWith(typed.toUpperCase())) options.push({ label: keyword, type: "keyword", boost: 1 });
    }
  }
  const name = typed.replace(/^id:/, "").replaceAll("\\/", " ").trim();
  if (name.length >= (/\P{ASCII}/u.test(name) ? 1 : THINGS_FROM) && !/^(edge|rdfs?|skos|owl|dcterms|prov|xsd):/.test(typed)) {
    for (const thing of await things(name, context)) {
      const label = thing.labels[language] ?? thing.label;
      options.push({ label: written(thing.iri, prefixes), displayLabel: label, detail: thing.matched === label ? thing.type : `${thing.matched} · ${thing.type}`, type: "constant", boost: 0 });
    }
  }
  options.sort((a, b) => (b.boost ?? 0) - (a.boost ?? 0));
  return options.length ? { from, options, filter: false } : null;
}

function option(word: Word, boost: number): Completion {
  const info = word.told[language] ?? word.told["en"];
  return { label: word.name, detail: word.labels[language] ?? word.labels["en"] ?? "", type: word.kind, boost, ...(info ? { info } : {}) };
}

/** What the ontology says of a word that the pointer rests on. */
export const told = hoverTooltip(async (view, at) => {
  const line = view.state.doc.lineAt(at);
  for (const match of line.text.matchAll(/[a-z]+:\w+/g)) {
    const start = line.from + match.index;
    if (at < start || at > start + match[0].length) continue;
    const word = (await words()).words.find((known) => known.name === match[0]);
    const text = word && [word.labels[language] ?? word.labels["en"], word.told[language] ?? word.told["en"]].filter(Boolean).join(": ");
    if (text) return { pos: start, end: start + match[0].length, above: true, create: () => ({ dom: element("div", { class: "cm-told" }, text) }) };
  }
  return null;
});
