// The query page: the textarea becomes an editor, queries run without leaving the page, rows can be sorted and drawn.
import { Editor } from "./editor.ts";
import { enhance } from "./outcome.ts";

const form = document.querySelector<HTMLFormElement>("form.editor");
const outcome = () => document.getElementById("outcome")!;
let running: AbortController | null = null;

async function show(address: string, remember: boolean, editor: Editor): Promise<void> {
  running?.abort();
  const mine = (running = new AbortController());
  const state = document.getElementById("query-state")!;
  const stop = form!.querySelector<HTMLButtonElement>("[data-do=stop]")!;
  stop.hidden = false;
  state.textContent = form!.dataset["running"] ?? "";
  let message = "";
  try {
    const answer = await fetch(address, { headers: { accept: "text/html" }, signal: mine.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("outcome");
    if (!found) {
      location.assign(address); // an answer of another kind, such as the wish for a token
      return;
    }
    outcome().replaceWith(document.adoptNode(found));
    if (remember) history.pushState(null, "", address);
    document.querySelectorAll<HTMLAnchorElement>(".bottom a[href^='/query.json']").forEach((twin) => (twin.href = address.replace("/query", "/query.json")));
    enhance(outcome());
    editor.point(outcome().querySelector<HTMLElement>("#query-problem"));
  } catch {
    message = (mine.signal.aborted ? form!.dataset["stopped"] : form!.dataset["lost"]) ?? "";
  }
  if (running === mine) {
    running = null;
    stop.hidden = true;
    state.textContent = message;
  }
}

if (form) {
  const editor = new Editor(form.querySelector("textarea")!, form.dataset["hint"] ?? "", () => form.requestSubmit());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = [...new FormData(form)].filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1] !== "");
    void show(`/query?${new URLSearchParams(given)}`, true, editor);
  });
  form.querySelector("[data-do=stop]")!.addEventListener("click", () => running?.abort());
  addEventListener("popstate", () => {
    const query = new URLSearchParams(location.search).get("query") ?? "";
    if (query) editor.text = query;
    void show(location.pathname + location.search, false, editor);
  });
  editor.point(document.querySelector<HTMLElement>("#query-problem"));
}
enhance(outcome());
