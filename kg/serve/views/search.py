"""Names as one types them: the beginning of any name in either language, the initials of its pinyin, or a part of it."""

from __future__ import annotations

import bisect
from typing import Any

from kg.graph import KnowledgeGraph
from kg.serve.reader import Reader
from kg.serve.views.describing import thing
from kg.things import Thing
from kg.vocabulary import fold, has_cjk

_MOST = 100
_EXACT, _LABEL, _ALIAS, _PINYIN, _PART = range(5)


class NameIndex:
    """The names of things, to be found by what one types.

    Parameters
    ----------
    graph : KnowledgeGraph
    """

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._things = graph.things()
        entries: dict[tuple[str, int], tuple[int, str]] = {}
        for number, found in enumerate(self._things):
            labels = [text for _, text in found.labels]
            for kind, names in ((_LABEL, labels), (_ALIAS, found.aliases)):
                for name in names:
                    entries.setdefault((fold(name), number), (kind, name))
                    for written in pinyin(name) if has_cjk(name) else ():
                        entries.setdefault((written, number), (_PINYIN, name))
        self._entries = sorted((key, number, kind, name) for (key, number), (kind, name) in entries.items())
        self._keys = [entry[0] for entry in self._entries]

    def find(self, typed: str, most: int = 10) -> list[tuple[Thing, str]]:
        """Return the things that fit best what is typed, each with the name that fits."""
        wanted = fold(typed)
        if not wanted or len(wanted) > _MOST:
            return []
        best: dict[int, tuple[tuple[int, int, str], str]] = {}
        start = bisect.bisect_left(self._keys, wanted)
        for at in range(start, len(self._keys)):
            if not self._keys[at].startswith(wanted):
                break
            self._offer(best, at, wanted)
        if len(best) < most:
            for at, key in enumerate(self._keys):
                if wanted in key:
                    self._offer(best, at, wanted)
        ordered = sorted(best.items(), key=lambda item: item[1][0])
        return [(self._things[number], name) for number, (_, name) in ordered[:most]]

    def _offer(self, best: dict[int, tuple[tuple[int, int, str], str]], at: int, wanted: str) -> None:
        key, number, kind, name = self._entries[at]
        starts = key.startswith(wanted)
        if kind == _PINYIN and not starts:
            return
        rank = (_EXACT if key == wanted and kind != _PINYIN else kind if starts else _PART, len(key), name)
        if number not in best or rank < best[number][0]:
            best[number] = (rank, name)


def pinyin(name: str) -> tuple[str, ...]:
    """Return the initials of a name's pinyin, and its pinyin in full; Latin letters and digits stay.

    Examples
    --------
    >>> pinyin("联发科"), pinyin("麒麟9000")
    (('lfk', 'lianfake'), ('ql9000', 'qilin9000'))
    """
    from pypinyin import Style, lazy_pinyin  # slow

    return fold("".join(lazy_pinyin(name, style=Style.FIRST_LETTER))), fold("".join(lazy_pinyin(name)))


def search(reader: Reader, typed: str, most: int = 10) -> dict[str, Any]:
    """Return the things whose names fit what is typed, the best first."""
    index: NameIndex = reader.derived(NameIndex)
    found = index.find(typed, most)
    return {"typed": typed, "things": [{**thing(t), "aliases": list(t.aliases), "matched": name} for t, name in found]}
