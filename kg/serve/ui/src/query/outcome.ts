// What stands below the editor: a table that can be sorted by its columns, and a chart of it where there are numbers.
import { button, words } from "../dom.ts";
import { offerChart } from "./chart.ts";

const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

export function enhance(outcome: HTMLElement): void {
  const table = outcome.querySelector<HTMLTableElement>("#rows");
  const chart = outcome.querySelector<HTMLElement>("#chart");
  if (!table || !chart) return;
  const said = words(chart);
  sortable(table, said["sort"] ?? "");
  offerChart(chart, table, said);
}

function sortable(table: HTMLTableElement, hint: string): void {
  const heads = [...table.tHead!.rows[0]!.cells];
  const body = table.tBodies[0]!;
  heads.forEach((head, at) => {
    const name = head.textContent ?? "";
    const sort = () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const keyed = [...body.rows].map((row) => ({ row, text: row.cells[at]!.textContent?.trim() ?? "" }));
      // Empty cells stay at the end whichever way one sorts.
      keyed.sort((a, b) => Number(a.text === "") - Number(b.text === "") || (down ? -1 : 1) * compared(a.text, b.text));
      body.append(...keyed.map(({ row }) => row));
    };
    head.replaceChildren(button(name, sort, { class: "sort", title: hint }));
  });
}

function compared(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  return Number.isFinite(x) && Number.isFinite(y) ? x - y : collator.compare(a, b);
}
