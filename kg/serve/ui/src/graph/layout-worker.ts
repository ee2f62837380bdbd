// ForceAtlas2 off the page's own thread: takes positions and edges, and sends positions back when it is asked for the next ones, and when they have settled.
import iterate from "graphology-layout-forceatlas2/iterate.js";
import { inferSettings } from "graphology-layout-forceatlas2";
import DEFAULTS from "graphology-layout-forceatlas2/defaults.js";

export interface Order {
  positions: Float32Array;
  sizes: Float32Array;
  /** Index of source and target, edge by edge. */
  edges: Uint32Array;
  iterations: number;
}

const A_NODE = 10; // x, y, dx, dy, older dx and dy, mass, convergence, size, fixed
const AN_EDGE = 3; // source, target, weight
const SLICE = 60; // milliseconds after which it listens again
let wanted = false;

addEventListener("message", ({ data }: MessageEvent<Order | "next">) => {
  wanted = true;
  if (data !== "next") arrange(data);
});

function arrange(data: Order): void {
  const { positions, sizes, edges, iterations } = data;
  const order = sizes.length;
  const nodeMatrix = new Float32Array(order * A_NODE);
  const edgeMatrix = new Float32Array((edges.length / 2) * AN_EDGE);
  for (let i = 0; i < order; i++) {
    nodeMatrix[i * A_NODE] = positions[2 * i]!;
    nodeMatrix[i * A_NODE + 1] = positions[2 * i + 1]!;
    nodeMatrix[i * A_NODE + 6] = 1;
    nodeMatrix[i * A_NODE + 7] = 1;
    nodeMatrix[i * A_NODE + 8] = sizes[i]!;
  }
  for (let i = 0; i < edges.length / 2; i++) {
    const [source, target] = [edges[2 * i]! * A_NODE, edges[2 * i + 1]! * A_NODE];
    edgeMatrix.set([source, target, 1], i * AN_EDGE);
    nodeMatrix[source + 6]! += 1;
    nodeMatrix[target + 6]! += 1;
  }
  const settings = { ...DEFAULTS, ...inferSettings(order), barnesHutOptimize: order > 1000, outboundAttractionDistribution: false, linLogMode: false, gravity: order > 5000 ? 0.1 : 0.6, scalingRatio: 12 };
  let done = 0;
  const slice = () => {
    const until = performance.now() + SLICE;
    do {
      iterate(settings, nodeMatrix, edgeMatrix);
      done++;
    } while (done < iterations && performance.now() < until);
    if (done < iterations) setTimeout(slice);
    else wanted = true;
    if (!wanted) return;
    wanted = false;
    const found = new Float32Array(order * 2);
    for (let i = 0; i < order; i++) {
      found[2 * i] = nodeMatrix[i * A_NODE]!;
      found[2 * i + 1] = nodeMatrix[i * A_NODE + 1]!;
    }
    postMessage({ positions: found, done: done >= iterations }, { transfer: [found.buffer] });
  };
  slice();
}
