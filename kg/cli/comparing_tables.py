"""What ``kg conflicts`` and ``kg diff`` print for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import RenderableType
from rich.text import Text

from kg.cli.tables import quoted, status, table
from kg.conflicts import Conflict
from kg.diff import Diff, FactChange, ValueChange
from kg.rdf import ClaimRecord


def conflict_tables(found: Sequence[Conflict], label: Callable[[str], str]) -> list[RenderableType]:
    """Return conflicts: of each what it is about, and its sides with the sentences."""
    if not found:
        return [Text("No conflicts.")]
    parts: list[RenderableType] = []
    for conflict in found:
        about = conflict.name if conflict.aspect == "name" else f"{conflict.label} {conflict.predicate}"
        scope = ", ".join(label(text.partition("=")[2]) for text in conflict.context if conflict.kind != "status")
        part = f" {conflict.aspect}" if conflict.aspect not in {"object", "status", "name"} else ""
        title = Text.assemble((conflict.id, "cyan"), f"  {conflict.kind}  ", (about, "bold"), f"{f' {scope}' if scope else ''}{part}")
        rows = []
        for side in conflict.sides:
            for number, claim in enumerate(side.claims):
                first = claim.evidence[0] if claim.evidence else None
                sentence = quoted(first.quote, first.sentence).append(f"  {claim.briefing}:{first.line}", "cyan") if first else Text(claim.briefing, "cyan")
                rows.append(("" if number else side.value, status(claim.status), claim.date.isoformat() if claim.date else "undated", sentence))
        parts += [title, table(("value", "status", "date", "sentence"), rows)]
    return [*parts, Text("Which is right: kg correct rule ID --keep VALUE --why …", "dim")]


def diff_tables(found: Diff) -> list[RenderableType]:
    """Return what is new, changed and gone, each with the place that says it; what there is nothing of is left out."""
    if not found:
        return [Text(f"Nothing is new from {found.before} to {found.after}.")]
    parts: list[RenderableType] = [Text(f"{found.before} → {found.after}", "bold"), *([Text(f"Briefings: {', '.join(found.briefings)}")] if found.briefings else [])]
    sections: list[tuple[str, tuple[str, ...], list[tuple[str | Text, ...]]]] = [
        ("New things", ("name", "class", "sentence"), [(c.thing.label, c.thing.type, _said(c.claim)) for c in found.things]),
        (
            "Changed status",
            ("thing", "fact", "value", "was", "now", "days", "sentence"),
            [(*_fact(f), status(f.was), status(f.status), _days(f), _said(f.claim)) for f in found.states],
        ),
        ("Changed values", ("thing", "fact", "was", "now", "sentence"), [(v.subject_label, _of(v), v.was, v.value, _said(v.claim)) for v in found.values]),
        ("New facts about known things", ("thing", "fact", "value", "status", "sentence"), [(*_fact(f), status(f.status), _said(f.claim)) for f in found.facts_of_known_things]),
        ("Facts that are gone", ("thing", "fact", "value", "was", "sentence"), [(*_fact(f), status(f.was), _said(f.claim)) for f in found.gone_facts]),
        ("Things that are gone", ("name", "class"), [(c.thing.label, c.thing.type) for c in found.gone_things]),
    ]
    return [*parts, *(table(columns, rows, title=f"{title} ({len(rows)})") for title, columns, rows in sections if rows)]


def _fact(change: FactChange) -> tuple[str, str, str]:
    return change.subject_label, change.predicate, change.value


def _of(change: ValueChange) -> str:
    return " ".join((change.predicate, *(text.partition("=")[2] for text in change.context), *([change.aspect] if change.aspect != "object" else [])))


def _days(change: FactChange) -> str:
    return "" if change.days is None else str(change.days)


def _said(claim: ClaimRecord | None) -> Text:
    if claim is None or not claim.evidence:
        return Text("")
    return quoted(claim.evidence[0].quote, claim.evidence[0].sentence).append(f"  {claim.briefing}:{claim.evidence[0].line}", "cyan")
