"""A thing in the words of schema.org: JSON-LD for pages, so that search engines and others who don't know our ontology understand them.

What is which word of schema.org stands in the ontology: ``rdfs:subClassOf`` and ``rdfs:subPropertyOf``, else ``skos:closeMatch``. JSON-LD has no place for a
doubt, so only facts that are asserted and hold are told.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from kg import schema
from kg.namespaces import EDGE, node

SCHEMA = "https://schema.org/"
_NARROWER = (node("rdfs:subClassOf"), node("rdfs:subPropertyOf"))
_CLOSE = node("skos:closeMatch")


@functools.cache
def terms() -> Mapping[str, tuple[str, ...]]:
    """Return the words of schema.org for our classes and predicates: name -> words.

    Examples
    --------
    >>> terms()["Organization"], terms()["memberOf"], "evaluatedOn" in terms()
    (('Organization',), ('memberOf',), False)
    """
    exact: dict[str, list[str]] = {}
    close: dict[str, list[str]] = {}
    for quad in schema.triples():
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(SCHEMA) and isinstance(quad.subject, ox.NamedNode):
            found = exact if quad.predicate in _NARROWER else close if quad.predicate == _CLOSE else None
            if found is not None:
                found.setdefault(quad.subject.value.removeprefix(EDGE), []).append(quad.object.value.removeprefix(SCHEMA))
    return {name: tuple(exact.get(name) or close[name]) for name in {**exact, **close}}


def thing(iri: str, type: str, labels: Mapping[str, str], aliases: Iterable[str], groups: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what a page tells of a thing, as JSON-LD.

    Parameters
    ----------
    iri, type, labels, aliases, groups
        As `kg.serve.views.thing.thing_page` gives them.

    Examples
    --------
    >>> fact = {"status": "asserted", "holds": True, "value": {"iri": "https://w3id.org/edgekg/id/isa/risc-v", "type": "ISA", "label": "RISC-V"}}
    >>> group = {"predicate": "developedBy", "inverse": False, "facts": [{**fact, "value": {**fact["value"], "type": "Organization", "label": "甲公司"}}]}
    >>> found = thing("https://w3id.org/edgekg/id/chip/y1", "Chip", {"en": "Y1", "zh": "甲一号"}, ["Y-1"], [group])
    >>> found["@type"], found["name"][1], found["alternateName"], found["manufacturer"]["name"], "creator" in found
    ('Product', {'@value': '甲一号', '@language': 'zh'}, ['Y-1'], '甲公司', True)
    """
    found: dict[str, Any] = {"@context": SCHEMA, "@id": iri, "@type": _one(terms().get(type, ("Thing",)))}
    found["name"] = _one([{"@value": text, "@language": language} for language, text in labels.items()])
    if names := list(aliases):
        found["alternateName"] = names
    for group in groups:
        values = [_value(fact["value"]) for fact in group["facts"] if fact["holds"] and fact["status"] == "asserted"]
        if not group["inverse"] and values:
            for word in terms().get(group["predicate"], ()):
                found[word] = _one(values)
    return found


def _one(values: Any) -> Any:
    return values[0] if len(values) == 1 else list(values)


def _value(shown: Mapping[str, Any]) -> Any:
    """A value as the page has it: a thing, or a literal."""
    if "iri" not in shown:
        return shown["label"]
    return {"@id": shown["iri"], "@type": _one(terms().get(shown["type"], ("Thing",))), "name": shown["label"]}
