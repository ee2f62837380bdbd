"""Repositories that an item names, linked or written out, and whether a thing's name is that of a repository."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.extract.structure import repository_of
from kg.extract.views import ItemView
from kg.model import Mention
from kg.vocabulary import fold

_OWNER, _NAME = r"[A-Za-z0-9][\w-]*", r"[A-Za-z0-9_][\w.-]*[\w-]"
HEAD = re.compile(rf"{_OWNER}/{_NAME}")
_CODE = r"(?:代码|源码|仓库|权重|模型|实现|开源|工程|项目|脚本|版本?|RTL|[Cc]ode|[Gg]it[Hh]ub|[Rr]epo(?:sitory)?|[Ww]eights)"
_STORE = r"\s*(?:仓库|repo\b|（GitHub）|\(GitHub\))"
_WRITTEN = re.compile(
    rf"github\.com/(?P<url>{_OWNER}/{_NAME})|"
    rf"(?:{_CODE}[^\n。；;]{{0,14}}?(?:在|见|入|于|到|至|是|为|[：:]|地址|\bat|\bin|\bsee)|仓库)\s*(?P<told>{_OWNER}/{_NAME})(?![\w/])|"
    rf"(?<![\w./-])(?P<kept>{_OWNER}/{_NAME}){_STORE}",
    re.ASCII,
)
_KEPT = re.compile(_STORE)
_LABEL = re.compile(r"(?:代码|项目|源码|仓库|开源|[Gg]it[Hh]ub|[Cc]ode|地址|链接|工程|见)[^\s，。；,;]{0,6}\s*[：:]?\s*$")
_DOCUMENTS = re.compile(r"文档|教程|示例|论文|数据|[Dd]ocs?\b|[Tt]utorials?\b|[Dd]emos?\b")
_DESCRIBES = frozenset({"ml", "official", "main", "release", "code", "master", "public", "pytorch", "tf", "tensorflow", "keras", "mindspore"})
"""Parts of a repository's name that only say what kind of code it is."""


@dataclass(frozen=True, slots=True)
class Named:
    """A repository, ``owner/repo``, where an item names it: a span of the content. `told` unless nothing says that it is the code."""

    repository: str
    start: int
    end: int
    told: bool = True

    @property
    def name(self) -> str:
        """The repository's own name."""
        return self.repository.split("/")[-1]


def at_head(view: ItemView) -> Named | None:
    """Return the repository that heads an item: 「甲/乙：…」."""
    if not view.item.head:
        return None
    a, b = view.item.head
    return Named(view.content[a:b], a, b) if HEAD.fullmatch(view.content[a:b]) else None


def linked(view: ItemView) -> Iterator[Named]:
    """Yield the repositories that an item links."""
    for link in view.item.links:
        if repository := repository_of(link.url):
            before = view.content[max(view.item.start, link.start - 16) : link.start]
            yield Named(repository, link.start, link.end, bool(_LABEL.search(before)) and not _DOCUMENTS.search(before))


def written(view: ItemView) -> Iterator[Named]:
    """Yield the repositories that an item writes out: 「源码：github.com/甲/乙」, 「代码在 甲/乙」; not things set side by side, 「TensorFlow/PyTorch」."""
    for m in _WRITTEN.finditer(view.content, view.item.start, view.item.end):
        group = str(m.lastgroup)
        a, b = m.span(group)
        name = m[group].removesuffix(".git")
        cut = a + name.index("/")
        if group == "told" and _side_by_side(view, a, cut, b) and not _KEPT.match(view.content, b):
            continue
        before = view.content[max(view.item.start, m.start() - 16) : a]
        yield Named(name, a, b, not _DOCUMENTS.search(before))


def _side_by_side(view: ItemView, start: int, cut: int, end: int) -> bool:
    """Whether two things stand around the stroke at `cut`, neither of which owns the other: 「TensorFlow/PyTorch」."""
    left = any(m.start == start and m.end == cut and m.type != "Organization" for m in view.mentions)
    return left and any(m.start == cut + 1 and m.end == end for m in view.mentions)


def named_in(view: ItemView) -> list[Named]:
    """Return the repositories that an item names, each once, in order."""
    first: dict[str, Named] = {}
    for found in sorted([*linked(view), *written(view)], key=lambda n: (not n.told, n.start)):
        first.setdefault(found.repository.lower(), found)
    return sorted(first.values(), key=lambda n: n.start)


def bears_name(thing: Mention, repository: str) -> bool:
    """Whether a thing and a repository have one name, but for parts that only say what code it is.

    Examples
    --------
    >>> bears_name(Mention(0, 8, "Model", "QuillNet", "new"), "quillnet-pytorch"), bears_name(Mention(0, 4, "Software", "ncnn", "new"), "sherpa-ncnn")
    (True, False)
    """
    parts = re.split(r"[-_.]", repository.lower())
    while len(parts) > 1 and parts[-1] in _DESCRIBES:
        parts.pop()
    while len(parts) > 1 and parts[0] in _DESCRIBES:
        parts.pop(0)
    names = {fold(repository), fold(" ".join(parts)), fold("".join(parts))}
    own = fold(thing.name)
    return own in names or own in {n.removesuffix("s") for n in names} or own + "s" in names


def kin(thing: Mention, repository: str) -> bool:
    """Whether the name of a thing holds that of a repository at one of its ends, or the other way round: `microTVM` and `tvm`."""
    own, name = fold(thing.name), fold(repository)
    shorter, longer = sorted((own, name), key=len)
    return len(shorter) >= 3 and (longer.startswith(shorter) or longer.endswith(shorter))


def is_part(thing: Mention, repository: str) -> bool:
    """Whether a thing is by its name a part or a version of a repository's: `TensorFlow Lite` of `tensorflow`."""
    return kin(thing, repository) and len(fold(thing.name)) > len(fold(repository))


def main_of(things: Sequence[Mention], repository: str) -> Mention | None:
    """Return the one of a paper's own things that its repository holds: the one of its name, else akin to it, else the first."""
    for fits in (bears_name, kin):
        for thing in things:
            if fits(thing, repository):
                return thing
    return things[0] if things else None
