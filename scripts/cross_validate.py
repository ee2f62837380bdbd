"""Measure extraction on briefings the models did not learn from: ``python scripts/cross_validate.py SHARED [--folds 4]``.

Whole briefings are left out in turn. Writes the tables between the markers of docs/extraction.md, and each rule's precision, which is the confidence of
its claims, to kg/extract/confidence.json.
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

from kg.evaluate import Evaluation, Score, evaluate  # noqa: E402

BEGIN, END = "<!-- figures: scripts/cross_validate.py -->", "<!-- end of figures -->"
PRIOR_RIGHT, PRIOR_ALL = 3.5, 5.0
"""A rule seldom seen is taken for as good as rules are on average (0.7) until it has shown otherwise."""


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--keep", type=Path, help="leave the predictions in this folder, and the documents as they are: to look at errors")
    args = parser.parse_args()
    shared = args.shared.resolve()
    with tempfile.TemporaryDirectory() as folder:
        out = args.keep or Path(folder) / "out"
        out.mkdir(exist_ok=True)
        texts = [texts / f"{g.stem}.md" for gold, texts in sets(shared).values() for g in sorted(gold.glob("*.json"))]
        for k in range(args.folds):
            print(f"fold {k + 1} of {args.folds}", file=sys.stderr)
            predict(shared, texts[k :: args.folds], out, Path(folder))
        results = {name: evaluate(gold, out) for name, (gold, _) in sets(shared).items()}
    if args.keep:
        print(report(results))
        return
    rules: dict[str, Score] = {}
    for result in results.values():
        for rule, score in result.rules.items():
            rules[rule] = rules.get(rule, Score()) + score
    confidence = {rule: round((s.right + PRIOR_RIGHT) / (s.predicted + PRIOR_ALL), 3) for rule, s in sorted(rules.items())}
    (ROOT / "kg" / "extract" / "confidence.json").write_text(json.dumps(confidence, indent=1) + "\n", "utf8")
    reliability = ["| rule | claims | precision | confidence |", "|---|---:|---:|---:|"]
    reliability += [f"| {r} | {s.predicted} | {s.precision:.2f} | {confidence[r]:.2f} |" for r, s in sorted(rules.items())]
    page = ROOT / "docs" / "extraction.md"
    text = page.read_text("utf8")
    before, rest = text.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    page.write_text(before + BEGIN + "\n\n" + report(results) + "\n" + "\n".join(reliability) + "\n\n" + END + after, "utf8")
    print(report(results))


if __name__ == "__main__":
    main()
