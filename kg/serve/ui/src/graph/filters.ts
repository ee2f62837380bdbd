// The filters beside the picture: the boxes and days of the form, with counts, and a slider for the days. The boxes of classes are the legend too.
import { element } from "../dom.ts";
import { fits, type Network, type Shown } from "./network.ts";

export class Filters {
  private days: string[] = [];
  private readonly sliders: HTMLInputElement[] = [];

  constructor(
    private readonly holder: HTMLDetailsElement,
    private readonly changed: () => void,
  ) {
    holder.addEventListener("change", (event) => {
      if (!(event.target instanceof HTMLInputElement)) return;
      if (event.target.type === "date") this.setSliders();
      this.changed();
    });
    const [since, until] = this.dates();
    const said = [since, until].map((input) => input.labels![0]!.textContent ?? "");
    this.sliders = [since, until].map((input, i) => {
      const slider = element("input", { type: "range", min: "0", max: "0", value: "0", "aria-label": said[i]! });
      slider.addEventListener("input", (event) => {
        event.stopPropagation();
        const [from, to] = this.sliders.map((s) => Number(s.value)) as [number, number];
        if (from > to) this.sliders[1 - i]!.value = slider.value;
        this.sliders.forEach((s, n) => {
          const at = Number(s.value);
          this.dates()[n]!.value = at === (n === 0 ? 0 : this.days.length - 1) ? "" : (this.days[at] ?? "");
          s.setAttribute("aria-valuetext", this.days[at] ?? "");
        });
        this.changed();
      });
      slider.addEventListener("change", (event) => event.stopPropagation());
      input.after(slider);
      return slider;
    });
  }

  private dates(): [HTMLInputElement, HTMLInputElement] {
    return [this.holder.querySelector("[name=since]")!, this.holder.querySelector("[name=until]")!];
  }

  private boxes(name: string): HTMLInputElement[] {
    return [...this.holder.querySelectorAll<HTMLInputElement>(`input[name=${name}]`)];
  }

  get shown(): Shown {
    const chosen = (name: string) => new Set(this.boxes(name).flatMap((box) => (box.checked ? [box.value] : [])));
    const [since, until] = this.dates();
    return { classes: chosen("class"), predicates: chosen("predicate"), statuses: chosen("status"), since: since.value, until: until.value };
  }

  /** Shows how much there is of each kind, and only kinds that there are. */
  count(network: Network): void {
    const counts: Record<string, Map<string, number>> = { class: new Map(), predicate: new Map(), status: new Map() };
    const add = (kind: string, value: string) => counts[kind]!.set(value, (counts[kind]!.get(value) ?? 0) + 1);
    const days = new Set<string>();
    network.forEachNode((_, data) => add("class", data.type));
    network.forEachEdge((_, data) => {
      add("status", data.status);
      if (fits(data, { ...this.shown, predicates: new Set(), since: "", until: "" })) add("predicate", data.predicate);
      if (data.date) days.add(data.date);
    });
    for (const [kind, found] of Object.entries(counts)) {
      for (const box of this.boxes(kind)) {
        const number = found.get(box.value) ?? 0;
        const label = box.labels![0]!;
        label.querySelector(".choice-count")!.textContent = String(number);
        label.hidden = number === 0 && !box.checked;
      }
    }
    this.days = [...days].sort();
    this.setSliders();
  }

  private setSliders(): void {
    const last = Math.max(this.days.length - 1, 0);
    const [since, until] = this.dates();
    const from = since.value ? this.days.findIndex((day) => day >= since.value) : 0;
    const to = until.value ? this.days.findLastIndex((day) => day <= until.value) : last;
    this.sliders.forEach((slider, n) => {
      slider.max = String(last);
      slider.value = String(Math.max(0, n === 0 ? from : to));
      slider.disabled = this.days.length < 2;
      slider.setAttribute("aria-valuetext", this.days[Number(slider.value)] ?? "");
    });
  }

  label(kind: string, value: string): string {
    const box = this.boxes(kind).find((known) => known.value === value);
    return box?.labels?.[0]?.querySelector(".choice-name")?.textContent ?? value;
  }
}
