// The picture itself: sigma.js on the network, in the page's colours.
import Sigma from "sigma";
import { extremityArrow, layerPlain, pathLine, pathLoop } from "sigma/rendering";
import type { EdgeAttributes, Network, NodeAttributes } from "./network.ts";

/** From here on, looks give way to speed: no arrows or smoothed rims, and no edges or names while one moves. */
export const LARGE = 4000;

export interface Actions {
  select(id: string | null): void;
  selectEdge(key: string): void;
  expand(id: string): void;
}

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export class View {
  readonly sigma: Sigma<NodeAttributes, EdgeAttributes>;
  private readonly near = new Set<string>();
  private selected: string | null = null;
  private chosenEdge: string | null = null;
  private colours: Record<string, string> = {};

  constructor(
    readonly network: Network,
    container: HTMLElement,
    actions: Actions,
  ) {
    this.readColours();
    const large = network.order > LARGE;
    this.sigma = new Sigma(network, container, {
      primitives: {
        edges: {
          paths: [pathLine(), pathLoop()],
          extremities: large ? [] : [extremityArrow({ lengthRatio: 5, widthRatio: 3.5 })],
          layers: [layerPlain()],
        },
      },
      settings: {
        hideEdgesOnMove: large, hideLabelsOnMove: large, antialiasEdges: !large, antialiasNodes: !large, enableEdgeEvents: !large, labelDensity: large ? 0.3 : 1.2, labelGridCellSize: 90,
        labelRenderedSizeThreshold: network.order > 150 ? 7 : 4, stagePadding: 40, itemSizesReference: "screen", enableNodeDrag: !large, autoRescale: true, minCameraRatio: 0.005, maxCameraRatio: 4, zoomDuration: 120,
      },
      styles: {
        nodes: {
          x: { attribute: "x" },
          y: { attribute: "y" },
          size: { attribute: "size" },
          color: (data: NodeAttributes) => (this.dimmed(data.id) ? this.colours["line"]! : (this.colours[data.type] ?? this.colours["quiet"]!)),
          label: (data: NodeAttributes) => data.name,
          labelColor: (data: NodeAttributes) => (this.dimmed(data.id) ? this.colours["quiet"]! : this.colours["ink"]!),
          labelFont: colour("sans"),
          labelVisibility: (data: NodeAttributes, state: { isHovered: boolean }) => (state.isHovered || data.id === this.selected || (this.near.size < 40 && this.near.has(data.id)) ? "visible" : this.dimmed(data.id) ? "hidden" : "auto"),
          visibility: (data: NodeAttributes) => (data.hidden ? "hidden" : "visible"),
          backdropVisibility: (data: NodeAttributes, state: { isHovered: boolean }) => (state.isHovered || data.id === this.selected ? "visible" : "hidden"),
          backdropColor: () => this.colours["card"]!,
          backdropShadowColor: "rgba(0, 0, 0, 0.35)",
          backdropShadowBlur: 8,
          backdropPadding: 4,
          depth: (data: NodeAttributes, state: { isHovered: boolean }) => (state.isHovered || data.id === this.selected ? "topNodes" : "nodes"),
        },
        edges: {
          path: "line",
          ...(large ? {} : { head: "arrow" }),
          size: (data: EdgeAttributes) => (this.chosen(data) ? 3 : this.lit(data) ? 2 : large ? 0.6 : 1),
          color: (data: EdgeAttributes) => this.colourOfEdge(data),
          opacity: (data: EdgeAttributes) => (this.selected && !this.lit(data) ? 0.25 : 0.9),
          visibility: (data: EdgeAttributes) => (data.hidden ? "hidden" : "visible"),
          depth: (data: EdgeAttributes) => (this.lit(data) || this.chosen(data) ? "topEdges" : "edges"),
        },
      },
    }) as unknown as Sigma<NodeAttributes, EdgeAttributes>;
    this.sigma.on("clickNode", ({ node }) => actions.select(node));
    this.sigma.on("clickEdge", ({ edge }) => actions.selectEdge(edge));
    this.sigma.on("clickStage", () => actions.select(null));
    this.sigma.on("doubleClickNode", (payload) => {
      payload.preventSigmaDefault();
      actions.expand(payload.node);
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.readColours();
      this.sigma.refresh();
    });
  }

  private readColours(): void {
    const names = "Organization Person Chip Core ISA Device Software Model Paper Dataset Venue ProcessNode asserted planned rumored denied past ink quiet line card link ground".split(" ");
    this.colours = Object.fromEntries(names.map((name) => [name, colour(name)]));
    this.colours["edge"] = colour("edge") || this.colours["quiet"]!;
  }

  private dimmed(id: string): boolean {
    return this.selected !== null && id !== this.selected && !this.near.has(id);
  }

  private lit(data: EdgeAttributes): boolean {
    return this.selected !== null && (data.source === this.selected || data.target === this.selected);
  }

  /** What is certain is grey, so that what is not stands out; beside what is selected, everything has the colour of its status. */
  colourOfEdge(data: EdgeAttributes): string {
    const plain = data.status === "asserted" && !this.lit(data) && !this.chosen(data);
    return (plain ? undefined : this.colours[data.status]) ?? this.colours["edge"]!;
  }

  private chosen(data: EdgeAttributes): boolean {
    return this.chosenEdge === `${data.source} ${data.predicate} ${data.target}`;
  }

  colourOf(name: string): string {
    return this.colours[name] ?? this.colours["quiet"]!;
  }

  isDimmed(id: string): boolean {
    return this.dimmed(id);
  }

  select(id: string | null, edge: string | null = null): void {
    this.selected = id;
    this.chosenEdge = edge;
    this.near.clear();
    if (id) this.network.forEachEdge(id, (_, data) => !data.hidden && this.near.add(data.source).add(data.target));
    this.refresh();
  }

  refresh(): void {
    this.sigma.refresh({ schedule: true });
  }

  /** Draws things anew where they are now; edges follow them. */
  moved(drawn: () => void): void {
    this.sigma.once("afterRender", drawn);
    this.sigma.refresh({ partialGraph: { nodes: this.network.nodes() }, schedule: true });
  }

  zoom(closer: boolean): void {
    const camera = this.sigma.getCamera();
    void (closer ? camera.zoomIn({ duration: 150 }) : camera.zoomOut({ duration: 150 }));
  }

  fit(): void {
    void this.sigma.getCamera().reset({ duration: 200 });
  }

  pan(right: number, down: number): void {
    const camera = this.sigma.getCamera();
    const step = 0.12 * camera.ratio;
    camera.setState({ x: camera.x + right * step, y: camera.y - down * step });
  }

  /** Brings a thing into the middle. */
  center(id: string): void {
    const at = this.sigma.getNodeDisplayData(id);
    if (at) void this.sigma.getCamera().animate({ x: at.x, y: at.y, ratio: Math.min(this.sigma.getCamera().ratio, 0.6) }, { duration: 200 });
  }

  /** The nearest thing in a direction (right and down are 1, left and up -1), as one sees it. */
  towards(id: string, right: number, down: number): string | null {
    const from = this.sigma.graphToViewport(this.network.getNodeAttributes(id));
    let best: string | null = null;
    let least = Infinity;
    this.network.forEachNode((other, data) => {
      if (other === id || data.hidden) return;
      const at = this.sigma.graphToViewport(data);
      const [x, y] = [at.x - from.x, at.y - from.y];
      const along = x * right + y * down;
      const aside = Math.abs(x * down) + Math.abs(y * right);
      if (along > 0 && aside <= along * 1.5 && along + 2 * aside < least) {
        least = along + 2 * aside;
        best = other;
      }
    });
    return best;
  }
}
