// A chart of a table: bars, a line or points, by what its columns hold. Drawn as SVG; colours are the page's.
import { element, fill, svg } from "../dom.ts";

type Kind = "bar" | "line" | "scatter";
interface Column {
  name: string;
  at: number;
  texts: string[];
  type: "number" | "date" | "text";
}
interface Point {
  x: number;
  y: number;
  label: string;
}

const WIDTH = 760;
const HEIGHT = 380;
const MARGIN = { top: 16, right: 24, bottom: 44, left: 64 };
const BAR = 24;
const MOST_BARS = 60;

export function offerChart(holder: HTMLElement, table: HTMLTableElement, said: Record<string, string>): void {
  const columns = read(table);
  const numbers = columns.filter((column) => column.type === "number");
  if (!numbers.length) return;
  const others = columns.filter((column) => column.type !== "number");
  const across = others.find((column) => column.type === "date") ?? others[0] ?? numbers[0]!;
  const up = numbers.find((column) => column !== across) ?? numbers[0]!;
  const kind = select("chart-kind", said["kind"]!, (["bar", "line", "scatter"] as const).map((name) => [name, said[name]!]), usual(across));
  const x = select("chart-x", said["x"]!, columns.map((column) => [String(column.at), column.name]), String(across.at));
  const y = select("chart-y", said["y"]!, numbers.map((column) => [String(column.at), column.name]), String(up.at));
  const place = element("div", { class: "chart-place" });
  const details = element("details", {}, element("summary", {}, said["chart"]!), element("div", { class: "row chart-choices" }, kind.label, x.label, y.label), place);
  const draw = () => {
    const [over, value] = [columns.find((c) => String(c.at) === x.input.value)!, columns.find((c) => String(c.at) === y.input.value)!];
    place.replaceChildren(drawn(kind.input.value as Kind, over, value, said));
  };
  x.input.addEventListener("change", () => {
    kind.input.value = usual(columns.find((c) => String(c.at) === x.input.value)!);
    draw();
  });
  [kind.input, y.input].forEach((input) => input.addEventListener("change", draw));
  details.addEventListener("toggle", () => details.open && draw());
  holder.replaceChildren(details);
  holder.hidden = false;
}

function usual(across: Column): Kind {
  return across.type === "date" ? "line" : across.type === "number" ? "scatter" : "bar";
}

function select(id: string, name: string, options: [string, string][], chosen: string): { label: HTMLElement; input: HTMLSelectElement } {
  const input = element("select", { id }, ...options.map(([value, text]) => element("option", { value, ...(value === chosen ? { selected: "" } : {}) }, text)));
  return { label: element("label", { for: id }, name, " ", input), input };
}

/** The columns of a table, each with the kind of what it holds. */
function read(table: HTMLTableElement): Column[] {
  const rows = [...table.tBodies[0]!.rows];
  return [...table.tHead!.rows[0]!.cells].map((head, at) => {
    const texts = rows.map((row) => row.cells[at]!.textContent?.trim() ?? "");
    const full = texts.filter((text) => text !== "");
    const all = (pattern: RegExp) => full.length > 0 && full.every((text) => pattern.test(text));
    const type = all(/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i) ? "number" : all(/^\d{4}-\d\d-\d\d/) ? "date" : "text";
    return { name: head.textContent ?? "", at, texts, type };
  });
}

function drawn(kind: Kind, across: Column, up: Column, said: Record<string, string>): HTMLElement {
  const place = (text: string, row: number) => (across.type === "date" ? Date.parse(text.slice(0, 10)) : across.type === "number" ? Number(text) : row);
  const points: Point[] = up.texts.flatMap((text, row) => (text === "" || across.texts[row] === "" ? [] : [{ x: place(across.texts[row]!, row), y: Number(text), label: across.texts[row]! }]));
  const name = `${up.name} / ${across.name}`;
  const figure = element("figure", {});
  figure.append(kind === "bar" ? bars(points.slice(0, MOST_BARS), name) : plane(points, across, kind === "line", name));
  const cut = kind === "bar" && points.length > MOST_BARS;
  figure.append(element("figcaption", { class: "quiet small" }, cut ? `${name} (${fill(said["first"]!, { n: MOST_BARS })})` : name));
  return figure;
}

function bars(points: Point[], name: string): SVGElement {
  const left = 190;
  const height = points.length * BAR + 30;
  const [low, high] = [Math.min(0, ...points.map((p) => p.y)), Math.max(0, ...points.map((p) => p.y))];
  const scale = (value: number) => left + ((value - low) / (high - low || 1)) * (WIDTH - left - 70);
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": name, class: "drawing" });
  points.forEach((point, i) => {
    const top = i * BAR + 8;
    const [from, to] = [Math.min(scale(0), scale(point.y)), Math.max(scale(0), scale(point.y))];
    drawing.append(
      svg("text", { x: left - 8, y: top + 13, "text-anchor": "end", class: "tick" }, shortened(point.label)),
      svg("rect", { x: from, y: top, width: Math.max(to - from, 1), height: BAR - 7, class: "mark", rx: 2 }, svg("title", {}, `${point.label}: ${point.y}`)),
      svg("text", { x: to + 6, y: top + 13, class: "tick" }, String(point.y)),
    );
  });
  return drawing;
}

function plane(points: Point[], across: Column, line: boolean, name: string): SVGElement {
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": name, class: "drawing" });
  const xs = extent(points.map((p) => p.x));
  const ys = extent(points.map((p) => p.y));
  const x = (value: number) => MARGIN.left + ((value - xs.low) / (xs.high - xs.low || 1)) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (value: number) => HEIGHT - MARGIN.bottom - ((value - ys.low) / (ys.high - ys.low || 1)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  for (const value of ticks(ys.low, ys.high)) {
    drawing.append(svg("line", { x1: MARGIN.left, x2: WIDTH - MARGIN.right, y1: y(value), y2: y(value), class: "grid" }), svg("text", { x: MARGIN.left - 8, y: y(value) + 4, "text-anchor": "end", class: "tick" }, plain(value)));
  }
  const marks = across.type === "text" ? points.filter((_, i) => i % Math.ceil(points.length / 8) === 0).map((p) => [p.x, shortened(p.label, 12)] as const) : ticks(xs.low, xs.high).map((v) => [v, across.type === "date" ? new Date(v).toISOString().slice(0, 10) : plain(v)] as const);
  for (const [value, text] of marks) drawing.append(svg("text", { x: x(value), y: HEIGHT - MARGIN.bottom + 20, "text-anchor": "middle", class: "tick" }, text));
  if (line) {
    const ordered = [...points].sort((a, b) => a.x - b.x);
    drawing.append(svg("polyline", { points: ordered.map((p) => `${x(p.x)},${y(p.y)}`).join(" "), class: "line" }));
  }
  drawing.append(...points.map((p) => svg("circle", { cx: x(p.x), cy: y(p.y), r: line ? 3 : 4, class: "mark" }, svg("title", {}, `${p.label}: ${p.y}`))));
  return drawing;
}

function extent(values: number[]): { low: number; high: number } {
  const [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  return low === high ? { low: low - 1, high: high + 1 } : { low, high };
}

/** Round numbers over a range, some five of them. */
function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((s) => s >= rough) ?? rough;
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: Math.floor((high - first) / step) + 1 }, (_, i) => first + i * step);
}

function plain(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function shortened(text: string, most = 24): string {
  const characters = Array.from(text);
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : text;
}
