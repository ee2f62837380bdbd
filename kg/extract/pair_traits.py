"""Features of a pair of things, in groups that few values decide: what a group adds to a pair's score is summed once for all pairs of the same values.

Each function returns the names of its features, strings for a linear model (`kg.extract.relations`). `types` are the letters of the two types, `ordered`
the same with the order of the two in the text.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

Trait = tuple[Callable[..., list[str]], tuple[Hashable, ...]]
"""A function of this module and its arguments."""


def names(trait: Trait) -> list[str]:
    """Return the names of a trait's features.

    Examples
    --------
    >>> names((scene, ("CO", "f", 2, "clause", "news")))[3:]
    ['t,d=COf2', 't,scope=COfclause', 'kind=COnews']
    """
    function, arguments = trait
    return function(*arguments)


def scene(types: str, order: str, bucket: int, scope: str, kind: str) -> list[str]:
    """How far apart the two stand (`bucket`), what parts them (`scope`), and in which kind of item."""
    ordered = types + order
    return ["bias", f"t={types}", f"t,o={ordered}", f"t,d={ordered}{bucket}", f"t,scope={ordered}{scope}", f"kind={types}{kind}"]


def whole(ordered: str, between: str) -> list[str]:
    """All that stands between the two."""
    return [f"whole={ordered}{between}".replace("\n", "¶")]


def company(types: str, objects: int, subjects: int, subject_source: str, object_source: str) -> list[str]:
    """How many things of the same types stand between the two (2 at most), and where their mentions come from."""
    return [f"same-o={types}{objects}", f"same-s={types}{subjects}", f"src={types}{subject_source}{object_source}"]


def topic(types: str, scope: str, is_topic: bool, maker: str, kind: str, source: str, titled: tuple[bool, bool] | None) -> list[str]:
    """Whether the item is about the subject, whether its maker is one of the two (``subject``, ``object``), and which of the two its title names."""
    out = [f"s-topic={types}", f"s-topic={types}{scope}"] if is_topic else []
    if maker == "object":
        out += [f"o-maker={types}", f"o-maker={types}{kind}", f"o-maker={types}{source}"]
    if maker == "subject":
        out.append(f"s-maker={types}")
    if titled is not None:
        out.append(f"title={types}{list(titled)}")
    return out


def standing(types: str, is_nearest: bool, leads: bool, is_first: bool, rank: int, ranks: int, held: str, governor: str) -> list[str]:
    """How likely the subject is what the words around the object speak of.

    Parameters
    ----------
    is_nearest, leads, is_first : bool
        Whether it is the last of its type before the object, the first of its type in the sentence, and in the item.
    rank, ranks : int
        Its place among those of its type by number of mentions, and how many there are.
    held : str
        Who of its type stands before the object in the sentence: ``none``, ``same``, ``other``.
    governor : str
        See `kg.extract.places.Place`.
    """
    return [
        f"nearest={types}{is_nearest}", f"sentence-first={types}{leads}{held != 'none'}", f"first={types}{is_first}", f"rank={types}{rank}|{ranks}",
        f"held={types}{held}", f"held,g={types}{held}{governor}", f"who,g={types}{is_nearest}{is_first}{governor}",
    ]  # fmt: skip


def crossing(ordered: str, between: str) -> list[str]:
    """The letters of the things that stand between the two."""
    return [f"seq={ordered}{between}"]


def together(types: str, sentences: int, scope: str) -> list[str]:
    """How many sentences speak of both (3 at most)."""
    return [f"together={types}{sentences}", f"together,scope={types}{sentences}{scope}"]


def likeness(types: str, how: str, kind: str) -> list[str]:
    """How the name of one holds that of the other, as AdaBERT holds BERT: ``object ends``."""
    return [f"in-name={types}{how}", f"in-name,kind={types}{how}{kind}"]


def known(types: str, state: str, scope: str, kind: str) -> list[str]:
    """Whether the vocabulary knows a maker of the subject: ``none``, ``same`` as the object, ``other``."""
    return [f"known={types}{state}", f"known,scope={types}{state}{scope}", f"known,kind={types}{state}{kind}"]


def proposals(types: str, *rules: str) -> list[str]:
    """The rules that relate the two, as ``predicate:rule``."""
    return [*(f"rule={r}" for r in rules), f"rules={types}{min(3, len(rules))}"]
