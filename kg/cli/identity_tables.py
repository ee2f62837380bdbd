"""What ``kg show --names`` prints for people."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from kg.cli.tables import quoted, table
from kg.identity import Identity
from kg.namespaces import PREFIXES


def identity_tables(found: Identity) -> list[RenderableType]:
    """Return the names of a thing with the briefings that use them, what ties them, and what people ruled."""
    rows = [(_short(n.iri), n.name, ", ".join(n.aliases), ", ".join(n.places)) for n in found.names]
    parts: list[RenderableType] = [table(("IRI", "name", "also", "in"), rows, title="Names, as briefings use them")]
    if found.ties:
        ties = [
            (f"{_short(t.first)} = {_short(t.second)}", t.reason, quoted("", t.sentence).append(f"  {t.place}", "cyan") if t.sentence else Text(t.place, "cyan"))
            for t in found.ties
        ]
        parts.append(table(("one thing", "because", "sentence"), ties, title="Tied together"))
        parts.append(Text("If they are two: kg correct different-from A B --why …", "dim"))
    if found.corrections:
        parts.append(table(("id", "kind", "who", "when", "why"), [(c.id, c.kind, c.who, c.when, c.why) for c in found.corrections], title="Corrections"))
    return parts


def _short(iri: str) -> str:
    return f"id:{iri.removeprefix(PREFIXES['id'])}"
