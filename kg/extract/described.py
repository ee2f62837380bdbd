"""Which chips words describe: those beside them, of their brackets, of 前者 and 后者, or the item's topic."""

from __future__ import annotations

import re

from kg.extract.views import ItemView, compile_pattern
from kg.model import Mention

_LISTED = re.compile(r"\s*(?:、|，|,|/|和|与|及|以及|或)\s*")


def listed_with(view: ItemView, mention: Mention, types: str) -> list[Mention]:
    """Return the things listed with `mention` (A、B和C), itself among them."""
    together = [m for m in view.within(0, len(view.text), types)]
    k = next((i for i, m in enumerate(together) if m.start == mention.start), None)
    if k is None:
        return [mention]

    def joined(left: Mention, right: Mention) -> bool:
        return bool(_LISTED.fullmatch(view.content[left.end : right.start]))

    first = last = k
    while first > 0 and joined(together[first - 1], together[first]):
        first -= 1
    while last + 1 < len(together) and joined(together[last], together[last + 1]):
        last += 1
    return together[first : last + 1]


def chips_at(view: ItemView, start: int, end: int) -> list[Mention]:
    """Return the chips that words at ``text[start:end]`` describe.

    A chip right behind them (7nm芯片甲), else the last before them in the clause, else in the sentence, else the item's topic; with those listed beside it.
    """
    a, b = view.clause(start)
    after = view.subjects(end, min(b, end + 16), "C")
    before = view.subjects(a, start, "C")
    if bracketed := _bracketed(view, start):
        return [bracketed]
    if one := former_or_latter(view, start, "C"):
        return [one]
    if after and not before and not re.search(r"[，。；]", view.text[end : view.position(after[0].start)]):
        return listed_with(view, after[0], "C")
    if before:
        return listed_with(view, before[-1], "C")
    s, _ = view.sentence(start)
    earlier = view.subjects(s, a, "C")
    if earlier:
        return listed_with(view, earlier[0] if len({m.name for m in earlier}) == 1 else earlier[-1], "C")
    topic = view.topic("C", start)
    if topic is None and (later := view.subjects(end, b, "C")):
        return listed_with(view, later[0], "C")
    return [topic] if topic is not None and still_topic(view, topic, start) else []


_FORMER_LATTER = re.compile(r"(前者|后者)[^，。；\n]*$")


def former_or_latter(view: ItemView, position: int, types: str) -> Mention | None:
    """Return which of the last two things 前者 or 后者 means, in the clause of `position`."""
    a, _ = view.clause(position)
    m = _FORMER_LATTER.search(view.text[a:position])
    s, _ = view.sentence(position)
    before = view.within(s, a, types)
    if m is None or len(before) < 2 or view.within(a + m.end(1), position, types):
        return None
    return before[-2] if m[1] == "前者" else before[-1]


_OPENED = compile_pattern(r"(<C>)\s*[（(][^（()）。；\n]{0,40}$")


def _bracketed(view: ItemView, position: int) -> Mention | None:
    """Return the chip in whose brackets words at `position` stand: 「甲（7nm，八核）」."""
    m = _OPENED.search(view.text[max(0, position - 50) : position])
    return view.at(max(0, position - 50) + m.start(1)) if m else None


def still_topic(view: ItemView, topic: Mention, position: int) -> bool:
    """Whether words at `position` can still speak of the topic: no other organization's name has come between as their subject."""
    s, _ = view.sentence(position)
    others = [m for m in view.within(s, position, "O") if view.maker is None or m.name != view.maker.name]
    return not others or not re.match(r"\s*(?:的|则|也|表示|宣布|将|在)", view.content[others[0].end : others[0].end + 4])
