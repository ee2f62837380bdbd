// The edges of the picture as a table: for those who read rather than look, and for the keyboard.
import { button, element, fill } from "../dom.ts";
import type { Filters } from "./filters.ts";
import type { Network } from "./network.ts";

const LISTED = 300;

export function list(table: HTMLTableElement, network: Network, filters: Filters, choose: (id: string) => void, chooseEdge: (key: string) => void, noteText: string): void {
  const shown = network.filterEdges((_, data) => !data.hidden);
  const days = new Map(shown.map((key) => [key, network.getEdgeAttribute(key, "date")]));
  shown.sort((a, b) => (days.get(a)! < days.get(b)! ? 1 : days.get(a)! > days.get(b)! ? -1 : 0));
  const name = (id: string) => button(network.getNodeAttribute(id, "name"), () => choose(id), { class: "plain-button" });
  table.tBodies[0]!.replaceChildren(
    ...shown.slice(0, LISTED).map((key) => {
      const edge = network.getEdgeAttributes(key);
      return element(
        "tr",
        {},
        element("td", {}, name(edge.source)),
        element("td", {}, button(filters.label("predicate", edge.predicate), () => chooseEdge(key), { class: "plain-button predicate" })),
        element("td", {}, name(edge.target)),
        element("td", {}, edge.status ? element("span", { class: `status s-${edge.status}` }, filters.label("status", edge.status)) : null),
        element("td", {}, edge.date ? element("time", { datetime: edge.date }, edge.date) : null),
      );
    }),
  );
  const note = document.getElementById("graph-list-note");
  if (note) note.textContent = shown.length > LISTED ? fill(noteText, { n: LISTED }) : "";
}
