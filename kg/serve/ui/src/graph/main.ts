// The graph page: fetches what the address says, shows it, and keeps the address in step with what one does.
import { button, element, fill, words } from "../dom.ts";
import { Filters } from "./filters.ts";
import { Layout } from "./layout.ts";
import { list } from "./list.ts";
import { day, emptyNetwork, fetchPart, merge, narrow, RefusedError } from "./network.ts";
import { Panel } from "./panel.ts";
import { savePng, saveSvg } from "./picture.ts";
import { View } from "./view.ts";

const FROM_ONE = 60; // things that walking on from one brings at most
const holder = document.getElementById("graph")!;
const form = document.getElementById("graph-form") as HTMLFormElement;
const said = words(holder);
const language = holder.dataset["language"]!;
const stage = holder.querySelector<HTMLElement>(".stage")!;
const canvas = document.getElementById("graph-canvas")!;
const state = holder.querySelector<HTMLElement>(".graph-state")!;
const table = document.getElementById("graph-edges") as HTMLTableElement | null;
const find = document.getElementById("graph-find") as HTMLInputElement;

function drawsWebgl(): boolean {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

/** What the address says, without what is empty. */
function asked(): URLSearchParams {
  return new URLSearchParams([...new URLSearchParams(location.search)].filter(([, value]) => value !== ""));
}

function readable(parameters: URLSearchParams): string {
  return `/graph?${parameters}`.replaceAll("%3A", ":").replaceAll("%2F", "/");
}

class Page {
  private readonly network = emptyNetwork();
  private readonly kept = new Set<string>();
  private readonly filters = new Filters(document.getElementById("graph-filters") as HTMLDetailsElement, () => this.filtered(true));
  private readonly panel = new Panel(holder.querySelector<HTMLElement>(".panel")!, this.network, this.filters, said, {
    expand: (id) => void this.expand(id),
    select: (id) => this.select(id),
    selectEdge: (key) => this.selectEdge(key),
    wayFrom: (id) => this.wayFrom(id),
    wayTo: (id) => this.way("to", id),
  });
  private view!: View;
  private layout!: Layout;
  private selected: string | null = null;
  private leftOut = { nodes: 0, edges: 0 };

  async start(): Promise<void> {
    const parameters = asked();
    if (!parameters.has("most")) parameters.set("most", holder.dataset["most"]!);
    stage.hidden = false;
    holder.classList.add("drawn");
    if (matchMedia("(min-width: 60rem)").matches) (document.getElementById("graph-filters") as HTMLDetailsElement).open = true;
    state.textContent = said["loading"]!;
    const part = await fetchPart(parameters);
    merge(this.network, part, language);
    [...part.starts, ...(part.path?.ways.flat() ?? [])].forEach((id) => this.kept.add(id));
    this.leftOut = part.left_out;
    this.view = new View(this.network, canvas, { select: (id) => this.select(id), selectEdge: (key) => this.selectEdge(key), expand: (id) => void this.expand(id) });
    this.layout = new Layout(this.network, (drawn) => this.view.moved(drawn), (running) => (this.tool("layout").textContent = said[running ? "stopLayout" : "startLayout"]!));
    this.filters.count(this.network);
    this.filtered(false);
    this.controls();
    this.layout.start();
    const chosen = parameters.get("select");
    if (chosen && this.network.hasNode(chosen)) this.select(chosen);
    holder.dataset["ready"] = "";
  }

  private tool(name: string): HTMLButtonElement {
    return stage.querySelector<HTMLButtonElement>(`[data-do=${name}]`)!;
  }

  private controls(): void {
    this.tool("in").addEventListener("click", () => this.view.zoom(true));
    this.tool("out").addEventListener("click", () => this.view.zoom(false));
    this.tool("fit").addEventListener("click", () => this.view.fit());
    this.tool("png").addEventListener("click", () => savePng(this.view));
    this.tool("svg").addEventListener("click", () => saveSvg(this.view));
    this.tool("layout").addEventListener("click", () => (this.layout.running ? this.layout.stop() : this.layout.start()));
    this.tool("link").addEventListener("click", () => void this.copyLink());
    find.addEventListener("input", () => this.found());
    find.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.found(true);
    });
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  private filtered(remember: boolean): void {
    const shown = this.filters.shown;
    const left = narrow(this.network, shown, this.kept);
    const { nodes, edges } = this.leftOut;
    state.textContent = `${left.edges || left.nodes ? fill(said["counts"]!, left) : said["nothing"]!} ${nodes || edges ? fill(said["leftOut"]!, { nodes, edges }) : ""}`.trim();
    const names = [...new Set(this.network.filterNodes((_, data) => !data.hidden).map((id) => this.network.getNodeAttribute(id, "name")))];
    document.getElementById("graph-names")!.replaceChildren(...names.slice(0, 2000).map((name) => element("option", { value: name })));
    if (table) list(table, this.network, this.filters, (id) => this.select(id, true), (key) => this.selectEdge(key), table.dataset["note"] ?? "");
    if (this.view) this.view.select(this.selected);
    if (!remember) return;
    const parameters = asked();
    for (const [name, values] of [["class", shown.classes], ["predicate", shown.predicates], ["status", shown.statuses]] as const) {
      parameters.delete(name);
      values.forEach((value) => parameters.append(name, value));
    }
    for (const name of ["since", "until"] as const) shown[name] ? parameters.set(name, shown[name]) : parameters.delete(name);
    history.replaceState(null, "", readable(parameters));
  }

  private select(id: string | null, center = false): void {
    this.selected = id;
    this.view.select(id);
    if (id) {
      this.panel.thing(id);
      const data = this.network.getNodeAttributes(id);
      state.textContent = fill(said["selected"]!, { name: data.name, type: this.filters.label("class", data.type), n: this.network.filterEdges(id, (_, edge) => !edge.hidden).length });
      if (center) this.view.center(id);
    } else this.panel.hide();
    const parameters = asked();
    id ? parameters.set("select", id) : parameters.delete("select");
    history.replaceState(null, "", readable(parameters));
  }

  private selectEdge(key: string): void {
    this.view.select(null, key);
    this.selected = null;
    this.panel.edge(key);
  }

  private async expand(id: string): Promise<void> {
    state.textContent = said["loading"]!;
    let added: number;
    try {
      const part = await fetchPart(new URLSearchParams({ thing: id, hops: "1", most: String(FROM_ONE), ...day() }));
      const before = new Set(this.network.nodes());
      added = merge(this.network, part, language, id);
      // Edges to what was there already: the server knows them, of what it has just given.
      const known = part.nodes.filter((node) => before.has(node.id)).length;
      this.leftOut = { ...this.leftOut, nodes: Math.max(this.leftOut.nodes, part.left_out.nodes - (before.size - known)) };
    } catch (error) {
      state.textContent = error instanceof RefusedError ? error.message : said["lost"]!;
      return;
    }
    this.kept.add(id);
    const parameters = asked();
    if (!parameters.getAll("expand").includes(id)) parameters.append("expand", id);
    history.replaceState(null, "", readable(parameters));
    form.append(element("input", { type: "hidden", name: "expand", value: id }));
    this.filters.count(this.network);
    this.filtered(false);
    this.select(id);
    if (added) this.layout.start();
    state.textContent = added ? fill(said["added"]!, { n: added }) : said["nothingAdded"]!;
  }

  private wayFrom(id: string): void {
    (form.elements.namedItem("from") as HTMLInputElement).value = id;
    (form.elements.namedItem("to") as HTMLInputElement).focus();
  }

  private way(end: "from" | "to", id: string): void {
    (form.elements.namedItem(end) as HTMLInputElement).value = id;
    const other = form.elements.namedItem(end === "to" ? "from" : "to") as HTMLInputElement;
    if (other.value.trim()) form.requestSubmit();
    else other.focus();
  }

  private found(loosely = false): void {
    const typed = find.value.trim().toLowerCase();
    if (!typed) return;
    const names = (id: string) => Object.values(this.network.getNodeAttribute(id, "labels")).map((name) => name.toLowerCase());
    const id = this.network.findNode((known, data) => !data.hidden && names(known).includes(typed)) ?? (loosely ? this.network.findNode((known, data) => !data.hidden && names(known).some((name) => name.includes(typed))) : undefined);
    if (id) this.select(id, true);
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrows: Record<string, [number, number]> = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
    const arrow = arrows[event.key];
    if (arrow && event.shiftKey) this.view.pan(...arrow);
    else if (arrow) {
      const next = this.selected ? this.view.towards(this.selected, ...arrow) : (this.network.findNode((id, data) => this.kept.has(id) && !data.hidden) ?? this.network.findNode((_, data) => !data.hidden));
      if (next) this.select(next);
    } else if (event.key === "Enter" && this.selected) void this.expand(this.selected);
    else if (event.key === "+" || event.key === "=") this.view.zoom(true);
    else if (event.key === "-") this.view.zoom(false);
    else if (event.key === "0") this.view.fit();
    else if (event.key === "Escape") this.select(null);
    else return;
    event.preventDefault();
  }

  private async copyLink(): Promise<void> {
    try {
      await navigator.clipboard.writeText(location.href);
      state.textContent = said["copied"]!;
    } catch {
      state.replaceChildren(element("a", { href: location.href }, location.href)); // where copying is not allowed, it can be copied by hand
    }
  }
}

// Nothing empty goes into the address when the form is sent.
form.addEventListener("submit", () => {
  for (const field of form.elements) if ((field instanceof HTMLInputElement || field instanceof HTMLSelectElement) && field.value === "") field.disabled = true;
  setTimeout(() => [...form.elements].forEach((field) => ((field as HTMLInputElement).disabled = false)));
});
if (document.querySelector(".problem")) {
  holder.dataset["ready"] = "";
} else if (drawsWebgl()) {
  new Page().start().catch((error: unknown) => {
    state.replaceChildren(error instanceof RefusedError ? error.message : said["lost"]!, " ", button("↻", () => location.reload()));
  });
} else {
  state.append(" ", said["noWebgl"]!);
}
