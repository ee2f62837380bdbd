"""What can be seen of one place in an item where a thing stands: what governs it, what is right around it, what heads the list it is in.

Strings for a linear model; `kg.extract.pairs` puts two places together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CUES = re.compile(
    r"支持|兼容|适配|运行(?:在|于)|跑在|部署(?:在|到|于|至)?|移植到?|适用于|应用于|用于|面向|针对|对接|接入|登陆|基于|构建于|源自|衍生自|改编自|改自|脱胎于|借助|利用|使用|采用|依托|调用|结合|集成|内置|搭载|配备|用上|"
    r"包含|包括|由|组成|推出|发布|开源|提出|设计|研发|开发|打造|自研|实现|重写|复现|收购|并购|投资|领投|跟投|合作|携手|联手|联合|加入|成员|客户|供应|采购|订单|代工|生产|制造|授权|旗下|子公司|隶属|任职|担任|出任|"
    r"加盟|曾任|毕业|来自|作者|单位|超过|优于|相比|比|对比|媲美|对标|竞争|替代|取代|升级|迭代|继任|后继|前代|上一代|测试|评测|跑分|达到|取得|数据集|上的?|可在|能在|在|和|与|向|给|为|被|获|将|"
    r"support\w*|based on|built \w+|using|uses?|with|by|from|for|on|powered by|runs?|launch\w*|releas\w*|announc\w*|introduc\w*|acquir\w*|invest\w*|partner\w*|compar\w*|than"
)
_LIST_BEFORE = re.compile(r"[\ue000-\ue00a、，,/和与及或\s]*$")
_LIST_AFTER = re.compile(r"[\ue000-\ue00a、，,/和与及或\s]*")
_NUMBER = re.compile(r"\d+")
_STOP = "。；！？\n"
_REACH = 40


def _is_sign(character: str) -> bool:
    return "\ue000" <= character <= "\ue00a"


def _plain(text: str) -> str:
    return _NUMBER.sub("0", text)


@dataclass(frozen=True, slots=True)
class Place:
    """What surrounds one sign of an item's text.

    Attributes
    ----------
    governor : str
        The last cue word before it, or before the list it is in, in its sentence; ``-`` where there is none.
    signs_since : int
        Signs between the governor and it, 4 at most.
    follower : str
        The first cue word behind it in its clause, with the number of signs between (2 at most).
    before, after : tuple of str
        The one, two and three characters on either side.
    head, tail : str
        What stands before and behind the list that it is in.
    """

    governor: str
    signs_since: int
    follower: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    head: str
    tail: str


def _last_cue(text: str, start: int, end: int) -> tuple[str, int]:
    found = "-", 0
    for m in _CUES.finditer(text, start, end):
        found = m[0], m.end()
    return found


def place(text: str, position: int, stop: int | None = None) -> Place:
    r"""Return what can be seen of the sign at `position` of an item's text, or of the literal that ends at `stop`.

    Examples
    --------
    >>> seen = place("\ue006支持\ue004和\ue004；", 5)
    >>> seen.governor, seen.signs_since
    ('支持', 1)
    """
    last = position + 1 if stop is None else stop
    start = max((text.rfind(c, 0, position) for c in _STOP), default=-1) + 1
    end = min((e for c in _STOP + "，" if (e := text.find(c, last)) >= 0), default=len(text))
    left = text[max(0, position - _REACH) : position]
    listed = _LIST_BEFORE.search(left)
    head = left[: listed.start()] if listed else left
    governor, since = _last_cue(text, start, position - len(left) + len(head))
    if governor == "-":
        governor, since = _last_cue(text, start, position)
    signs = 4 if governor == "-" else min(4, sum(map(_is_sign, text[since:position])))
    m_after = _CUES.search(text, last, end)
    follower = f"{m_after[0]}{min(2, sum(map(_is_sign, text[last : m_after.start()])))}" if m_after else "-"
    right = text[last : last + _REACH]
    through = _LIST_AFTER.match(right)
    return Place(
        governor, signs, follower,
        tuple(_plain(text[max(0, position - k) : position]) for k in (1, 2, 3)),
        tuple(_plain(text[last : last + k]) for k in (1, 2, 3)),
        head,
        right[through.end() :] if through else right,
    )  # fmt: skip


CONTEXT = {
    "g=": 3, "gn=": 3, "g*=": 1, "f=": 3, "<": 3, ">": 3, "h2=": 3, "h3=": 3, "t2=": 3, "t3=": 3, "gk=": 3,
    "e=": 2, "eg=": 3, "n=": 2, "nk=": 2, "-compared=": 2,
}  # fmt: skip
"""Groups of a place's features, and how many characters of its context the name of one holds before the value."""

Seen = tuple[tuple[str, str], ...]
"""Groups with values; the same for all pairs that the place is in."""


def head(role: str, group: str, types: str) -> str:
    """Return how the name of a feature begins, before its value, for one role (``s`` or ``o``) in a pair of those types and that order.

    Examples
    --------
    >>> head("s", "g=", "COf"), head("o", "n=", "COf"), head("o", "g*=", "COf")
    ('sg=COf', 'on=CO', 'og*=o')
    """
    return role + group + (role if group == "g*=" else types[: CONTEXT[group]])


def features(seen: Place, kind: str) -> Seen:
    """Return the groups and values of a place's features; `kind` is that of the item."""
    values = (
        ("g=", seen.governor), ("gn=", f"{seen.governor}{seen.signs_since}"), ("g*=", seen.governor), ("f=", seen.follower),
        *(pair for k in range(3) for pair in (("<", seen.before[k]), (">", seen.after[k]))),
        ("h2=", seen.head[-2:]), ("h3=", seen.head[-3:]), ("t2=", seen.tail[:2]), ("t3=", seen.tail[:3]), ("gk=", f"{kind}{seen.governor}"),
    )  # fmt: skip
    return tuple((group, value.replace("\n", "¶")) for group, value in values)
