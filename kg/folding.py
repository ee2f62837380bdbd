"""How labels and text are made alike before they are compared: case, width, spaces and hyphens do not count."""

from __future__ import annotations

import re
import unicodedata

_IGNORED = frozenset(" \t\u00a0\u3000-_·‐‑–—\u200b\u2011*™®©")


class _Folded(dict[str, str]):
    """Characters folded so far; another is folded when it is asked for."""

    def __missing__(self, character: str) -> str:
        folded = "" if character in _IGNORED else "".join(c for c in unicodedata.normalize("NFKC", character).lower() if c not in _IGNORED)
        self[character] = folded
        return folded


FOLDED = _Folded()
"""What `fold` makes of each character: none, one or several."""


def fold(text: str) -> str:
    """Return `text` as the matcher sees it: NFKC, lower case, without spaces, hyphens, underscores and middle dots.

    Examples
    --------
    >>> fold("Mali-G77 MC9"), fold("ＡＲＭ"), fold("骁龙 855+")
    ('malig77mc9', 'arm', '骁龙855+')
    """
    return "".join(map(FOLDED.__getitem__, text))


def is_cjk(character: str) -> bool:
    """Whether the character is a Chinese one."""
    return "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf"


_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


def has_cjk(text: str) -> bool:
    """Whether `text` holds a Chinese character."""
    return _CJK.search(text) is not None
