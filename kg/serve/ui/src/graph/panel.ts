// What is chosen in the picture: a thing with what one can do with it, or an edge with the sentences that say it.
import { button, element, fill } from "../dom.ts";
import type { Filters } from "./filters.ts";
import { day, type EdgeAttributes, type Network, pathOf } from "./network.ts";

export interface Deeds {
  expand(id: string): void;
  select(id: string | null): void;
  selectEdge(key: string): void;
  wayFrom(id: string): void;
  wayTo(id: string): void;
}
interface Said {
  claims: { status: string; date: string | null; briefing: string; path: string; details: string; evidence: { line: number; pieces: [string, string][] }[] }[];
}

const LISTED = 40;

export class Panel {
  private asked: AbortController | null = null;

  constructor(
    private readonly holder: HTMLElement,
    private readonly network: Network,
    private readonly filters: Filters,
    private readonly said: Record<string, string>,
    private readonly deeds: Deeds,
  ) {}

  hide(): void {
    this.asked?.abort();
    this.holder.hidden = true;
    this.holder.replaceChildren();
  }

  private show(...children: (Node | string | null)[]): void {
    this.asked?.abort();
    const close = button("×", () => this.deeds.select(null), { class: "close", "aria-label": this.said["close"]!, title: this.said["close"]! });
    this.holder.replaceChildren(close, ...children.filter((child) => child !== null));
    this.holder.hidden = false;
    this.holder.scrollTop = 0;
  }

  thing(id: string): void {
    const data = this.network.getNodeAttributes(id);
    const edges = this.network.filterEdges(id, (_, edge) => !edge.hidden);
    const all = this.network.degree(id);
    const other = Object.values(data.labels).find((label) => label !== data.name);
    const rest = edges.length - LISTED;
    this.show(
      element("p", { class: `kicker t-${data.type}` }, this.filters.label("class", data.type)),
      element("h2", {}, element("a", { href: pathOf(id) }, data.name), other ? element("span", { class: "second" }, ` ${other}`) : null),
      element("p", { class: "quiet small" }, all >= data.degree ? fill(this.said["expanded"]!, { n: data.degree }) : fill(this.said["shown"]!, { n: all, m: data.degree })),
      element(
        "p",
        { class: "deeds" },
        button(this.said["expand"]!, () => this.deeds.expand(id), { "data-do": "expand" }),
        element("a", { href: pathOf(id) }, this.said["page"]!),
        button(this.said["wayFrom"]!, () => this.deeds.wayFrom(id), { class: "plain-button" }),
        button(this.said["wayHere"]!, () => this.deeds.wayTo(id), { class: "plain-button" }),
      ),
      element("ul", { class: "plain" }, ...edges.slice(0, LISTED).map((key) => this.line(key, id))),
      rest > 0 ? element("p", { class: "quiet small" }, `+ ${rest}`) : null,
    );
  }

  private line(key: string, id: string): HTMLLIElement {
    const edge = this.network.getEdgeAttributes(key);
    const out = edge.source === id;
    const other = out ? edge.target : edge.source;
    const name = this.network.getNodeAttribute(other, "name");
    return element(
      "li",
      {},
      button(`${out ? "" : "← "}${this.filters.label("predicate", edge.predicate)}`, () => this.deeds.selectEdge(key), { class: "plain-button predicate", title: this.said["sentence"]! }),
      " ",
      button(name, () => this.deeds.select(other), { class: "plain-button" }),
    );
  }

  edge(key: string): void {
    const edge = this.network.getEdgeAttributes(key);
    const sentences = element("div", {}, element("p", { class: "quiet" }, this.said["loading"]!));
    this.show(
      element("p", { class: "kicker quiet" }, this.filters.label("predicate", edge.predicate)),
      element("h2", {}, ...this.end(edge.source), " → ", ...this.end(edge.target)),
      element("p", { class: "meta" }, edge.status ? this.status(edge.status) : null, edge.date ? element("time", { datetime: edge.date }, edge.date) : null),
      sentences,
    );
    if (!edge.claims) {
      sentences.replaceChildren(element("p", { class: "quiet" }, this.said["unsaid"]!));
      return;
    }
    void this.fetchSentences(edge, sentences);
  }

  private async fetchSentences(edge: EdgeAttributes, place: HTMLElement): Promise<void> {
    this.asked = new AbortController();
    try {
      const answer = await fetch(`/said.json?${new URLSearchParams({ source: edge.source, predicate: edge.predicate, target: edge.target, ...day() })}`, { signal: this.asked.signal });
      const { claims } = (await answer.json()) as Said;
      place.replaceChildren(
        ...claims.map((claim) =>
          element(
            "div",
            { class: "said" },
            element("p", { class: "said-by" }, this.status(claim.status), " ", element("a", { href: `${claim.path}#L${claim.evidence[0]?.line ?? ""}` }, claim.briefing), claim.details ? ` · ${claim.details}` : null),
            ...claim.evidence.map((place_) => element("blockquote", {}, element("q", { class: "sentence", lang: "zh-Hans" }, ...place_.pieces.map(([text, kind]) => (kind ? element("mark", {}, text) : text))))),
          ),
        ),
      );
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) place.replaceChildren(element("p", { class: "problem" }, this.said["lost"]!));
    }
  }

  private status(name: string): HTMLElement {
    return element("span", { class: `status s-${name}` }, this.filters.label("status", name));
  }

  private end(id: string): HTMLElement[] {
    return [button(this.network.getNodeAttribute(id, "name"), () => this.deeds.select(id), { class: "plain-button" })];
  }
}
