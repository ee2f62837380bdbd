"""Annotations as JSON, the format of DESIGN's "Annotation JSON": what `kg annotate` writes and `kg evaluate` reads."""

from __future__ import annotations

from typing import Any

from kg.model import Annotation


def to_json(annotation: Annotation) -> dict[str, Any]:
    """Return the annotation as JSON-ready values.

    Examples
    --------
    >>> from kg.model import Annotation
    >>> to_json(Annotation("2031-01-01", None, "", (), ()))
    {'briefing': '2031-01-01', 'entities': [], 'claims': []}
    """
    ids = {e.iri: f"e{i}" for i, e in enumerate(annotation.entities, 1)}
    entities = []
    for e in annotation.entities:
        entry: dict[str, Any] = {"id": ids[e.iri], "type": e.type, "name": e.name, "aliases": list(e.aliases), "lines": list(e.lines), "iri": e.iri}
        if e.kind:
            entry["kind"] = e.kind
        entry["mentions"] = [list(m) for m in e.mentions]
        entities.append(entry)
    claims = []
    for c in annotation.claims:
        first = c.evidence[0]
        claim: dict[str, Any] = {"s": ids[c.subject], "p": c.predicate, "o": c.object if c.is_literal else ids[c.object], **dict(c.qualifiers), "line": first.line}
        if c.status != "asserted":
            claim["status"] = c.status
        claim["span"] = [first.start, first.end]
        claim["rule"] = c.rule
        claim["confidence"] = round(c.confidence, 3)
        claim["evidence"] = [{"line": e.line, "span": [e.start, e.end]} for e in c.evidence]
        claims.append(claim)
    return {"briefing": annotation.briefing, "entities": entities, "claims": claims}
