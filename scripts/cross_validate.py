"""Measure extraction on briefings the models did not learn from: ``python scripts/cross_validate.py SHARED [--folds 4]``.

Whole briefings are left out in turn. Writes the tables between the markers of docs/extraction.md, each rule's precision, which is the confidence of its
claims, to kg/extract/confidence.json, and the counts behind it, which `kg rules` tells, to kg/measured.json.

``--keep DIR`` leaves the predictions in a folder and the documents as they are; ``--kept DIR`` takes them from there and writes the documents, in seconds.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from annotated import folders  # noqa: E402

from kg.calibration import Reliability, confidence, reliability, totals  # noqa: E402
from kg.evaluate import Evaluation, Score, evaluate  # noqa: E402

BEGIN, END = "<!-- figures: scripts/cross_validate.py -->", "<!-- end of figures -->"
TITLES = {"gold": "gold", "annotations": "our annotations of open briefings", "golden": "our own corpus"}


def sets(shared: Path) -> dict[str, tuple[Path, Path]]:
    """Return the sets that are measured, by their titles."""
    return {TITLES[name]: places for name, places in folders(shared).items()}


def predict(shared: Path, texts: Iterable[Path], out: Path, work: Path) -> None:
    """Train without the briefings `texts` and annotate them into `out`."""
    texts = list(texts)
    stems = [t.stem for t in texts]
    names, relations = work / "names.npz", work / "relations.npz"
    for command in (
        ["train_names.py", str(shared), "--out", str(names), "--leave-out", *stems],
        ["train_relations.py", str(shared), "--out", str(relations), "--leave-out", *stems],
    ):
        subprocess.run([sys.executable, str(ROOT / "scripts" / command[0]), *command[1:]], check=True, capture_output=True)
    program = (
        "import json, sys; from pathlib import Path; from kg.annotation import to_json; from kg.briefing import read; from kg.extract import classify, extract, relations\n"
        "classify.use(Path(sys.argv[1])); relations.use(Path(sys.argv[2])); out = Path(sys.argv[3])\n"
        "for path in sys.argv[4:]: (out / (Path(path).stem + '.json')).write_text(json.dumps(to_json(extract(read(path))), ensure_ascii=False), 'utf8')"
    )
    subprocess.run([sys.executable, "-c", program, str(names), str(relations), str(out), *map(str, texts)], check=True, cwd=ROOT)


def table(title: str, rows: dict[str, Score]) -> list[str]:
    """Return a Markdown table of scores, the largest first."""
    lines = [f"| {title} | P | R | F1 | gold |", "|---|---:|---:|---:|---:|"]
    lines += [f"| {k} | {s.precision:.3f} | {s.recall:.3f} | {s.f1:.3f} | {s.gold} |" for k, s in sorted(rows.items(), key=lambda t: -t[1].gold)]
    return [*lines, ""]


def report(results: dict[str, Evaluation]) -> str:
    """Return the figures as Markdown."""
    lines = ["| briefings left out | entities P | R | F1 | claims P | R | F1 | status | qualifiers |", "|---|---:|---:|---:|---:|---:|---:|---:|---:|"]
    for name, r in results.items():
        e, c = r.entities, r.claims
        status, qualifiers = (s.right / max(1, s.gold) for s in (r.status, r.qualifiers))
        lines.append(f"| {name} | {e.precision:.3f} | {e.recall:.3f} | {e.f1:.3f} | {c.precision:.3f} | {c.recall:.3f} | {c.f1:.3f} | {status:.3f} | {qualifiers:.3f} |")
    gold = results["gold"]
    return "\n".join([*lines, "", *table("gold, by type", gold.types), *table("gold, by predicate", gold.predicates)])


def rules_of(shared: Path, predicted: Path) -> list[dict[str, Score]]:
    """Return, for each annotated briefing of which there are predictions, how many claims each rule made and how many are right."""
    pairs = [(g, predicted / g.name) for gold, _ in sets(shared).values() for g in sorted(gold.glob("*.json"))]
    return [dict(evaluate(g, p).rules) for g, p in pairs if p.is_file()]


def rule_table(rules: dict[str, Score]) -> list[str]:
    """Return each rule's precision as a Markdown table."""
    lines = ["| rule | claims | precision | confidence |", "|---|---:|---:|---:|"]
    return [*lines, *(f"| {r} | {s.predicted} | {s.precision:.2f} | {confidence(s):.2f} |" for r, s in rules.items())]


def reliability_table(found: Reliability) -> list[str]:
    """Return the reliability table as Markdown."""
    lines = ["| confidence | claims | mean confidence | right |", "|---|---:|---:|---:|"]
    lines += [f"| {b.low:.2f} to {b.high:.2f} | {b.claims} | {b.confidence:.3f} | {b.precision:.3f} |" for b in found.bins if b.claims]
    return [*lines, "", f"Expected calibration error: {found.error:.3f} over {found.claims} claims; each claim's confidence is what its rule showed on the other briefings."]


def write(results: dict[str, Evaluation], briefings: list[dict[str, Score]], root: Path = ROOT) -> None:
    """Write the tables into the documents, and what claims are to be trusted into the package."""
    rules = totals(briefings)
    (root / "kg" / "extract" / "confidence.json").write_text(json.dumps({rule: confidence(s) for rule, s in rules.items()}, indent=1) + "\n", "utf8")
    counts = {rule: {"claims": s.predicted, "right": s.right} for rule, s in rules.items()}
    (root / "kg" / "measured.json").write_text("{\n" + ",\n".join(f" {json.dumps(rule)}: {json.dumps(c)}" for rule, c in counts.items()) + "\n}\n", "utf8")
    page = root / "docs" / "extraction.md"
    before, rest = page.read_text("utf8").split(BEGIN, 1)
    tables = "\n".join([report(results), *rule_table(rules), "", *reliability_table(reliability(briefings))])
    page.write_text(before + BEGIN + "\n\n" + tables + "\n\n" + END + rest.split(END, 1)[1], "utf8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--keep", type=Path, help="leave the predictions in this folder, and the documents as they are: to look at errors")
    parser.add_argument("--kept", type=Path, help="take the predictions that --keep left in this folder, and write the documents")
    args = parser.parse_args()
    shared = args.shared.resolve()
    with tempfile.TemporaryDirectory() as folder:
        out = args.kept or args.keep or Path(folder) / "out"
        out.mkdir(exist_ok=True)
        if not args.kept:
            texts = [texts / f"{g.stem}.md" for gold, texts in sets(shared).values() for g in sorted(gold.glob("*.json"))]
            for k in range(args.folds):
                print(f"fold {k + 1} of {args.folds}", file=sys.stderr)
                predict(shared, texts[k :: args.folds], out, Path(folder))
        results = {name: evaluate(gold, out) for name, (gold, _) in sets(shared).items()}
        briefings = rules_of(shared, out)
    if args.keep:
        print("\n".join([report(results), *reliability_table(reliability(briefings))]))
        return
    write(results, briefings)
    print(report(results))


if __name__ == "__main__":
    main()
