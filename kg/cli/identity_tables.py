"""What ``kg show --names`` prints for people."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from kg.cli.tables import quoted, table
from kg.identity import Identity
from kg.namespaces import PREFIXES


def identity_tables(found: Identity) -> list[RenderableType]:
    """Return the names of a thing with the briefings that use them, what ties them, and what people ruled."""
    parts: list[RenderableType] = [Text("Names, as briefings use them", "bold")]
    for n in found.names:
        parts.append(Text.assemble("  ", n.name, "  ", (_short(n.iri), "cyan")))
        parts += [Text(f"    also {', '.join(n.aliases)}")] if n.aliases else []
        parts.append(Text(f"    in {', '.join(n.places)}", "dim"))
    if found.ties:
        parts.append(Text("\nTied together", "bold"))
        for t in found.ties:
            parts += [Text.assemble("  ", (_short(t.first), "cyan"), " = ", (_short(t.second), "cyan")), Text(f"    because {t.reason}{f' ({t.place})' if t.place else ''}")]
            parts += [Text("    ").append_text(quoted("", t.sentence))] if t.sentence else []
        parts.append(Text("If they are two: kg correct different-from A B --why …", "dim"))
    if found.corrections:
        rows = [(c.id, c.kind, c.who, c.when, c.why) for c in found.corrections]
        parts.append(table(("id", "kind", "who", "when", "why"), rows, title="\nCorrections"))
    return parts


def _short(iri: str) -> str:
    return f"id:{iri.removeprefix(PREFIXES['id'])}"
