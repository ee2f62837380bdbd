// The picture as a file: PNG as it stands on the screen, SVG drawn anew with its names as text.
import { download, svg } from "../dom.ts";
import type { View } from "./view.ts";

export function savePng(view: View): void {
  view.sigma.once("afterRender", () => {
    const stage = view.sigma.getStageCanvas(); // what WebGL drew is there until this task ends
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [stage.width, stage.height];
    const context = copy.getContext("2d")!;
    context.fillStyle = view.colourOf("ground");
    context.fillRect(0, 0, copy.width, copy.height);
    view.sigma.getContainer().querySelectorAll("canvas").forEach((canvas) => context.drawImage(canvas, 0, 0, copy.width, copy.height));
    copy.toBlob((content) => content && download("kg-graph.png", content), "image/png");
  });
  view.sigma.refresh();
}

export function saveSvg(view: View): void {
  const { width, height } = view.sigma.getDimensions();
  const edges = svg("g", { "stroke-opacity": 0.8 });
  const nodes = svg("g");
  const names = svg("g", { fill: view.colourOf("ink"), "font-family": "sans-serif", "font-size": 12 });
  const at = (id: string) => view.sigma.graphToViewport(view.network.getNodeAttributes(id));
  view.network.forEachEdge((_, data, source, target) => {
    if (data.hidden) return;
    const [from, to] = [at(source), at(target)];
    edges.append(svg("line", { x1: round(from.x), y1: round(from.y), x2: round(to.x), y2: round(to.y), stroke: view.colourOfEdge(data), ...(data.status === "asserted" ? {} : { "stroke-dasharray": "5 4" }) }, svg("title", {}, `${data.predicate} (${data.status} ${data.date})`)));
  });
  const labelled = view.network.order > 400 ? view.sigma.getNodeDisplayedLabels() : null;
  view.network.forEachNode((id, data) => {
    if (data.hidden) return;
    const { x, y } = at(id);
    const radius = round(view.sigma.scaleSize(data.size));
    nodes.append(svg("circle", { cx: round(x), cy: round(y), r: radius, fill: view.colourOf(view.isDimmed(id) ? "line" : data.type) }, svg("title", {}, `${data.name} (${data.type})`)));
    if (!labelled || labelled.has(id)) names.append(svg("text", { x: round(x + radius + 3), y: round(y + 4) }, data.name));
  });
  const drawing = svg("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height }, svg("rect", { width, height, fill: view.colourOf("ground") }), edges, nodes, names);
  download("kg-graph.svg", new Blob([new XMLSerializer().serializeToString(drawing)], { type: "image/svg+xml" }));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
