"""How labels and text are made alike before they are compared: case, width, spaces and hyphens do not count."""

from __future__ import annotations

import unicodedata

_IGNORED = frozenset(" \t\u00a0\u3000-_·‐‑–—\u200b\u2011*")
_FOLD: dict[str, str] = {}


def fold_char(character: str) -> str:
    """Return what `fold` makes of one character: none, one or several."""
    folded = _FOLD.get(character)
    if folded is None:
        folded = "" if character in _IGNORED else "".join(c for c in unicodedata.normalize("NFKC", character).lower() if c not in _IGNORED)
        _FOLD[character] = folded
    return folded


def fold(text: str) -> str:
    """Return `text` as the matcher sees it: NFKC, lower case, without spaces, hyphens, underscores and middle dots.

    Examples
    --------
    >>> fold("Mali-G77 MC9"), fold("ＡＲＭ"), fold("骁龙 855+")
    ('malig77mc9', 'arm', '骁龙855+')
    """
    return "".join(map(fold_char, text))


def is_cjk(character: str) -> bool:
    """Whether the character is a Chinese one."""
    return "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf"


def has_cjk(text: str) -> bool:
    """Whether `text` holds a Chinese character."""
    return any(map(is_cjk, text))
