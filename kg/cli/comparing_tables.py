"""What ``kg conflicts`` and ``kg diff`` print for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import RenderableType
from rich.text import Text

from kg.cli.tables import quoted, status, table
from kg.conflicts import Conflict


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
