// The part of the graph that is shown: fetched from the server, merged as one walks on, narrowed by filters.
import Graph from "graphology";

export interface NodeData {
  id: string;
  type: string;
  label: string;
  labels: Record<string, string>;
  degree: number;
}
export interface EdgeData {
  source: string;
  target: string;
  predicate: string;
  status: string;
  date: string;
  claims: number;
}
export interface Part {
  starts: string[];
  path: { from: string; to: string; length: number | null; ways: string[][] } | null;
  nodes: NodeData[];
  edges: EdgeData[];
  left_out: { nodes: number; edges: number };
}
export interface Shown {
  classes: Set<string>;
  predicates: Set<string>;
  statuses: Set<string>;
  since: string;
  until: string;
}
export type NodeAttributes = NodeData & { x: number; y: number; size: number; name: string; hidden: boolean };
export type EdgeAttributes = EdgeData & { hidden: boolean };
export type Network = Graph<NodeAttributes, EdgeAttributes>;

const GONE = new Set(["denied", "past"]);
const GOLDEN = Math.PI * (3 - Math.sqrt(5));
export const STATUSES = ["asserted", "planned", "rumored", "denied", "past"];

/** The day whose graph is shown, where one is asked for. */
export function day(): Record<string, string> {
  const given = new URLSearchParams(location.search).get("as-of");
  return given ? { "as-of": given } : {};
}

export class RefusedError extends Error {}

/** Asks for a part of the graph. What no longer holds comes too: whether it is shown, the filters say. */
export async function fetchPart(parameters: URLSearchParams): Promise<Part> {
  const asked = new URLSearchParams(parameters);
  for (const name of ["class", "predicate", "status", "since", "until", "select"]) asked.delete(name);
  STATUSES.forEach((status) => asked.append("status", status));
  const answer = await fetch(`/graph.json?${asked}`, { headers: { accept: "application/json" } });
  const found = (await answer.json()) as Part & { error?: string };
  if (!answer.ok) throw new RefusedError(found.error ?? String(answer.status));
  return found;
}

export function emptyNetwork(): Network {
  return new Graph<NodeAttributes, EdgeAttributes>({ multi: true, type: "directed" });
}

/** Puts a part in; new things near the one that they came by, else on a spiral. The same part gives the same picture. Returns how many things are new. */
export function merge(network: Network, part: Part, language: string, near?: string): number {
  const origin = near && network.hasNode(near) ? network.getNodeAttributes(near) : { x: 0, y: 0 };
  let added = 0;
  for (const node of part.nodes) {
    if (network.hasNode(node.id)) continue;
    const turn = (network.order + 1) * GOLDEN;
    const reach = near ? 12 + 3 * Math.sqrt(added) : 10 * Math.sqrt(network.order);
    const name = node.labels[language] ?? node.label;
    network.addNode(node.id, { ...node, name, x: origin.x + reach * Math.cos(turn), y: origin.y + reach * Math.sin(turn), size: Math.min(3 + 1.4 * Math.sqrt(node.degree), 20), hidden: false });
    added++;
  }
  for (const edge of part.edges) {
    const key = `${edge.source} ${edge.predicate} ${edge.target}`;
    if (!network.hasEdge(key)) network.addEdgeWithKey(key, edge.source, edge.target, { ...edge, hidden: false });
  }
  return added;
}

export function fits(edge: EdgeData, shown: Shown): boolean {
  const certain = shown.statuses.size ? shown.statuses.has(edge.status) : !GONE.has(edge.status);
  const dated = (!shown.since || edge.date >= shown.since) && (!shown.until || (edge.date !== "" && edge.date <= shown.until));
  return certain && dated && (!shown.predicates.size || shown.predicates.has(edge.predicate));
}

/** Hides what the filters leave out; while they narrow anything, also things that no edge is left of, unless one began with them. Returns what is left. */
export function narrow(network: Network, shown: Shown, kept: ReadonlySet<string>): { nodes: number; edges: number } {
  const open = (id: string, data: NodeAttributes) => kept.has(id) || !shown.classes.size || shown.classes.has(data.type);
  const touched = new Set<string>();
  let edges = 0;
  // Attributes are set in place: the view is told once, when all are.
  network.forEachEdge((_, data, source, target, from, to) => {
    data.hidden = !(fits(data, shown) && open(source, from) && open(target, to));
    if (data.hidden) return;
    edges++;
    touched.add(source).add(target);
  });
  const narrowed = shown.classes.size + shown.predicates.size + shown.statuses.size > 0 || shown.since !== "" || shown.until !== "";
  let nodes = 0;
  network.forEachNode((id, data) => {
    data.hidden = !(kept.has(id) || (open(id, data) && (touched.has(id) || !narrowed)));
    if (!data.hidden) nodes++;
  });
  return { nodes, edges };
}

export function pathOf(id: string): string {
  return `/${id.replace(":", "/").split("/").map(encodeURIComponent).join("/")}`;
}
