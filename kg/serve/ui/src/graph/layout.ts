// Arranges what is shown, in a worker: the page stays free to be moved about in.
import type { Network } from "./network.ts";
import type { Order } from "./layout-worker.ts";
import { LARGE } from "./view.ts";

export class Layout {
  private worker: Worker | null = null;

  constructor(
    private readonly network: Network,
    /** Draws what has moved, and calls back once it is drawn. */
    private readonly moved: (drawn: () => void) => void,
    private readonly changed: (running: boolean) => void,
  ) {}

  get running(): boolean {
    return this.worker !== null;
  }

  start(): void {
    this.stop();
    const ids = this.network.filterNodes((_, data) => !data.hidden);
    if (ids.length < 2) return;
    const index = new Map(ids.map((id, i) => [id, i]));
    const positions = new Float32Array(ids.length * 2);
    const sizes = new Float32Array(ids.length);
    ids.forEach((id, i) => {
      const { x, y, size } = this.network.getNodeAttributes(id);
      positions.set([x, y], 2 * i);
      sizes[i] = size;
    });
    const edges: number[] = [];
    this.network.forEachEdge((_, data, source, target) => {
      if (!data.hidden && source !== target) edges.push(index.get(source)!, index.get(target)!);
    });
    const worker = new Worker(new URL("./layout-worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<{ positions: Float32Array; done: boolean }>) => {
      if (this.worker !== worker) return;
      const began = performance.now();
      this.network.forEachNode((id, attributes) => {
        const i = index.get(id);
        if (i === undefined) return;
        attributes.x = data.positions[2 * i]!;
        attributes.y = data.positions[2 * i + 1]!;
      });
      // The next picture is asked for when this one is drawn, and some time later: the page has to have room for those who use it.
      this.moved(() => setTimeout(() => this.worker === worker && worker.postMessage("next"), Math.max(2 * (performance.now() - began), ids.length > LARGE ? 700 : 0)));
      if (data.done) this.stop();
    });
    this.worker = worker;
    this.changed(true);
    const order: Order = { positions, sizes, edges: Uint32Array.from(edges), iterations: ids.length > 10_000 ? 150 : ids.length > 1000 ? 400 : 600 };
    worker.postMessage(order, [positions.buffer, sizes.buffer, order.edges.buffer]);
  }

  stop(): void {
    if (!this.worker) return;
    this.worker.terminate();
    this.worker = null;
    this.changed(false);
  }
}
