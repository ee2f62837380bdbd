"""Which metric a figure tells: the one named before it, or right behind it, or carried on from the clause before; its level or its growth."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kg.extract.metrics import BUILDS, METRICS, SEGMENT, SEGMENTS, SPENDING, SPENT, Metric
from kg.extract.quantities import FIGURE, Figure
from kg.extract.views import ItemView

_UP = r"增长|增加|上升|上涨|提升|提高|大增|劲增|暴增|猛增|激增|飙升|翻|增|涨|升|反弹|推高|\bup\b|grew|growth|rose|ris(?:e|ing)|increas\w*|jump\w*|surg\w*|climb\w*|gain\w*|soar\w*"
_DOWN = r"下降|下滑|下跌|减少|微降|大跌|暴跌|缩水|蒸发|少了|跌|降|减|砍|缩|掉|破发|重挫|\bdown\b|fell|fall(?:s|ing)?|drop\w*|declin\w*|plung\w*|slid\w*|decreas\w*"
_CHANGE = re.compile(rf"(?:同比|环比|较上年)*[^，。；\ue000]{{0,6}}?(?:(?P<up>{_UP})|(?P<down>{_DOWN}))|同比|环比|较上年|year[- ]over[- ]year|\bYoY\b", re.I)
_LEVEL = re.compile(r"(?:至|到|达|为|成|\bto|\bat|站上|突破)\s*(?:了|约|近)?\s*$")
_FROM = re.compile(r"(?:从|由|自|from)\s*(?:约|近)?\s*[^，。；]{0,6}$", re.I)
_MOVED = re.compile(r"^[^，。；]{0,8}?(?:提|增|升|降|缩|扩|上调|下调|上修|下修|跌|涨|减|翻|上|变|调|to\b)[^，。；\d]{0,8}?(?:到|至|为|\bto\b)?")
_CLAUSE = re.compile(r"[，：:（(]|,(?=\D)|(?<=[%％])\s")
_SHARE_CONTEXT = re.compile(r"份额|市占|占有率|统计|口径|排名|前[五十]大?|调研|market share", re.I)
_SALES_CONTEXT = re.compile(r"营收|收入|产值|财报|季报|年报|业绩|销售额|revenue", re.I)
STOP = re.compile(r"[。；！？;\n]|\.(?=\s)")
"""What ends a sentence that tells figures."""


@dataclass(slots=True)
class Told:
    """What the figures before told: the metric that a growth may be of, and whether a ranking's list is being read."""

    metric: str = ""
    growth: bool = True
    listed: bool = False
    currency: str = ""
    named: list[str] = field(default_factory=list)
    dealt: list[str] = field(default_factory=list)


_CAPITAL = Metric("capital expenditure", SPENDING, frozenset({"money", "bare"}), "stated")
_REVENUE = next(m for m in METRICS if m.name == "revenue")
_SHARE = next(m for m in METRICS if m.name == "market share")


def told_by(view: ItemView, start: int, position: int, m: re.Match[str], value: Figure, told: Told) -> tuple[str, Metric | None, str] | None:
    """Return the name of the metric that a figure tells, the metric and the value; None if it tells none."""
    gap = view.text[position : m.start()]
    breaks = [b.end() for b in _CLAUSE.finditer(gap)]
    near = gap[breaks[-1] :] if breaks else gap
    after = view.text[m.end() : m.end() + 14]
    if _FROM.search(near) and _MOVED.match(after) and FIGURE.search(view.text[m.end() : m.end() + 24]):
        _remember(near, told)
        return None
    if re.match(r"\s*的?[^，。；]{0,8}影响", after):
        return None
    found = metric_before(near, value, m[0]) or _spent(view, start, m, near, value) or _named_behind(near + m[0][:1], after, value) or _named_ahead(gap, breaks, value)
    words = list(found[0].words.finditer(near)) if found else []
    change = _CHANGE.search(near[words[0].end() :] if words else near)
    if value.kind in {"percent", "multiple"}:
        return _read_ratio(view, near, value, told, found, change, m)
    if found is None:
        return _read_risen(near, value, told) if value.kind == "count" else _read_unnamed(view, start, near, value, told, m)
    metric, segment = found
    if change and metric.name not in _RISES_TOLD and _RISEN.search(near):
        return None
    told.metric = " ".join(w for w in ("non-GAAP" if _is_non_gaap(view, start, m.start(), metric) else segment, metric.name) if w)
    told.listed, told.growth = False, True
    if metric.period == "context" and told.metric not in told.named:
        told.named.append(told.metric)
    falls = metric.name.endswith("change") and re.search(_DOWN, gap[-14:])
    return told.metric, metric, f"-{value.value}" if falls else value.value


_RISEN = re.compile(rf"(?:{_UP}|{_DOWN}|少)\s*了?\s*$", re.I)
"""What makes the figure behind it a difference: 「营收增加5亿元」 tells no revenue."""
_RISES_TOLD = frozenset({"market value change", "layoffs", "total funding", "registered capital", "monthly capacity", "capital expenditure"})
_HAVING = re.compile(r"(?:有|共|达|约|近|打造|组建|扩充?至|增至|employs)[^，。；]{0,6}$", re.I)


def _named_behind(near: str, after: str, value: Figure) -> tuple[Metric, str] | None:
    """The metric named right behind a figure: 「130亿元估值」, 「2亿美元的营收」, 「27%的国内份额」."""
    if value.kind == "percent":
        return (_SHARE, "") if re.match(r"\s*(?:[以之]上|左右)?\s*的\s*[^，。；\d]{0,6}?(?=份额|市占)", after) else None
    joint = re.match(r"\s*(?:[以之]上|左右)?\s*的?\s*(?:of |in |worth of )?", after)
    following = after[joint.end() :] if joint else after
    for metric in METRICS:
        if value.kind not in metric.kinds or not _tells(value, metric) or (metric.name == "headcount" and not _HAVING.search(near)):
            continue
        if (m := metric.words.search(following)) and m.start() <= 6 and not re.search(r"[，。；、\d\ue000-\ue00a]", following[: m.start()]):
            return metric, ""
    return None


def _named_ahead(gap: str, breaks: list[int], value: Figure) -> tuple[Metric, str] | None:
    """The metric that ends the clause before: 「全年营收，约62亿元」."""
    if not breaks or value.kind in {"percent", "multiple"} or (len(breaks) > 1 and len(gap) >= 24):
        return None
    if not re.fullmatch(r"\s*(?:约|为|达|合计|共|官方称|总额)?\s*", gap[breaks[-1] :]):
        return None
    found = metric_before(gap[: breaks[-1] - 1][-12:], value)
    return found if found and not found[0].is_ratio else None


def _read_risen(near: str, value: Figure, told: Told) -> tuple[str, Metric | None, str] | None:
    """Read a count that the one before it rose or fell to: 「月产能从80万片提至150万片」."""
    metric = next((x for x in METRICS if x.name == told.metric and "count" in x.kinds), None)
    if metric is None or not re.fullmatch(rf"\s*[\ue000]?\s*[^，。；\ue000-\ue00a]{{0,8}}?(?:{_UP}|{_DOWN}|提|扩)(?:充|高)?\s*(?:到|至|为)\s*", near):
        return None
    return metric.name, metric, value.value


def _remember(near: str, told: Told) -> None:
    """Note the metric that 「从甲提高到乙」 speaks of, for the second figure."""
    named = [(x.end(), metric.name) for metric in (*METRICS, _CAPITAL) for x in metric.words.finditer(near)]
    if named:
        told.metric = max(named)[1]


def _is_non_gaap(view: ItemView, start: int, end: int, metric: Metric) -> bool:
    if metric.name not in {"operating income", "net income", "diluted earnings per share", "earnings per share", "net loss", "gross margin"}:
        return False
    said = list(re.finditer(r"(?P<non>非\s?GAAP|non-?GAAP|非通用)|(?<![A-Za-z-])GAAP", view.text[start:end], re.I))
    return bool(said) and said[-1]["non"] is not None


def metric_before(near: str, value: Figure, written: str = "") -> tuple[Metric, str] | None:
    """The last metric that the words before a figure name and that such a figure can tell, with the part of the business it is of."""
    found = [(x.end(), -k, metric, x) for k, metric in enumerate(METRICS) for x in metric.words.finditer(near + written) if x.end() <= len(near) and _tells(value, metric)]
    if SPENDING.search(near) and value.kind in {"money", "bare"}:
        return _CAPITAL, ""
    if not found:
        return None
    _, _, metric, x = max(found, key=lambda f: f[:2])
    if re.search(r"占[^，]{0,8}$", near[: x.start()]) and value.kind == "percent":
        return None
    if re.search(r"融|募|收购|受影响", near[x.end() :]) or "承诺" in near:
        return None
    segment = ""
    if metric.name == "revenue" and (s := list(SEGMENT.finditer(near, max(0, x.start() - 16), x.end()))) and x.start() - s[-1].end() < 3:
        segment = _segment(s[-1])
    return metric, segment


def _tells(value: Figure, metric: Metric) -> bool:
    if value.kind == "count":
        return "count" in metric.kinds and (not metric.units or value.unit in metric.units)
    if value.kind == "bare":
        return metric.kinds & {"money", "bare", "count"} != frozenset() and (
            "count" not in metric.kinds or value.value[:1] in "数百千" or value.value.endswith(("million", "billion"))
        )
    return value.kind in metric.kinds or value.kind in {"percent", "multiple"}


def _segment(m: re.Match[str]) -> str:
    return next(name for k, (_, name) in enumerate(SEGMENTS) if m[f"s{k}"])


def _spent(view: ItemView, start: int, m: re.Match[str], near: str, value: Figure) -> tuple[Metric, str] | None:
    """Money spent on building: 「斥资28亿美元扩建南京厂」."""
    if value.kind not in {"money", "bare"} or not SPENT.search(near) or re.match(r"\s*(?:收购|入股|领投|战略投资)", view.text[m.end() : m.end() + 6]):
        return None
    stop = STOP.search(view.text, m.end())
    return (_CAPITAL, "") if BUILDS.search(view.text, max(start, m.start() - 60), min(stop.start() if stop else len(view.text), m.end() + 24)) else None


def _read_ratio(
    view: ItemView, near: str, value: Figure, told: Told, found: tuple[Metric, str] | None, change: re.Match[str] | None, m: re.Match[str]
) -> tuple[str, Metric | None, str] | None:
    """Read a percentage or a multiple: a share, a margin, or the growth of the metric before it."""
    falls = value.sign == "-" or bool(re.search(rf"(?:{_DOWN})[^，]{{0,6}}$", near, re.I))
    shown = f"-{value.value}" if falls else value.value
    if found is not None:
        metric, segment = found
        if metric.name in {"stock change", "market value change"}:
            return (metric.name, metric, shown) if change or value.sign or re.search(_DOWN + "|涨", near) else None
        if metric.is_ratio:
            if value.kind == "multiple" or (change and not _LEVEL.search(near) and (change["up"] or change["down"])):
                return None
            told.metric, told.growth = metric.name, False
            return metric.name, metric, value.value
        if metric.name == "market value":
            return ("market value change", metric, shown) if change else None
        if not (change or value.sign) or metric.name in {"valuation", "headcount", "registered capital", "total funding"}:
            return None
        name = f"{segment} {metric.name}".strip()
        told.metric = name
        return f"{name} growth", metric, shown
    if (
        found is None
        and "分别" in near
        and len(told.named) > 1
        and len(re.findall(r"(?:和|与|及|、)[^，。；\d]{0,8}\d", re.split("[，。；\n]", m.string[m.end() : m.end() + 60])[0])) == len(told.named) - 1
    ):
        told.dealt = list(told.named)
    if told.dealt and (change or value.sign or "分别" in near or re.fullmatch(r"\s*(?:和|与|及|以及|、)\s*", near)):
        told.metric = told.dealt.pop(0)
        dealt = next(x for x in METRICS if told.metric.endswith(x.name))
        return f"{told.metric} growth", dealt, shown
    told.dealt = []
    by_name = next((x for x in METRICS if told.metric.endswith(x.name)), None)
    if (
        told.metric
        and told.growth
        and by_name
        and not by_name.is_ratio
        and by_name.period == "context"
        and not re.search(r"[\ue000]", near)
        and (
            value.sign
            or re.fullmatch(
                rf"\s*(?:并|较|比)?(?:去年|上年|上季度?|前一?年|\d{{4}}年?)?\s*(?:同比|环比|同期|同|年)?\s*(?:大幅|分别|微|净|暴|劲|大|猛|锐|再)?(?:{_UP}|{_DOWN})?(?:了|约|近|掉|达|逾)*\s*(?:by )?",
                near,
                re.I,
            )
        )
        and (change or value.sign)
    ):
        return f"{told.metric} growth", by_name, shown
    ratio = next((x for x in METRICS if x.name == told.metric and x.is_ratio), None)
    if ratio is not None and re.fullmatch(rf"\s*(?:回|逐步)?(?:{_UP}|{_DOWN}|提|扩|调)(?:高|低)?\s*(?:到|至|为)\s*", near):
        return ratio.name, ratio, value.value
    return _read_share_of_revenue(view, near, value, told, m) or _read_listed(view, near, value, told, m)


_PART = re.compile(
    r"(?:^|[、，\s]|季度?|[年月]|[Qq][1-4])\s*(?:其中|而|但)?\s*(?P<part>\d+\s?nm|"
    + SEGMENT.pattern
    + r")(?:及以下)?(?:工艺|制程|业务)?\s*(?:则|只|仅|已)*(?P<verb>占比?|贡献)?(?:了|到|去|据)?\s*(?:第[一二三四]季度?|全年|总|公司)*(?P<of>(?:营收|收入|销售额)的?)?\s*$",
    re.I,
)


def _read_share_of_revenue(view: ItemView, near: str, value: Figure, told: Told, m: re.Match[str]) -> tuple[str, Metric | None, str] | None:
    """Read what a part of the business or a process contributes to revenue: 「5nm占21%、7nm占30%」."""
    part = _PART.search(re.sub(r"[\ue000-\ue00a]", "，", near))
    shares = told.metric.endswith("revenue share")
    if part is None or value.kind != "percent" or not (part["of"] or shares or (part["verb"] and _SALES_CONTEXT.search(view.text[max(0, m.start() - 90) : m.start()]))):
        return None
    name = part["part"].replace(" ", "") if part["part"][0].isdigit() else _segment(SEGMENT.match(part["part"]) or part)
    told.metric, told.growth = f"{name} revenue share", False
    return told.metric, _REVENUE, value.value


_NAMED_ALONE = re.compile(r"[\ue000]\s*(?:则|仅|只|约|也|以|占|占据|占到|拿下|剩|有|为|的|还|了){0,3}\s*$")


def _read_listed(view: ItemView, near: str, value: Figure, told: Told, m: re.Match[str]) -> tuple[str, Metric | None, str] | None:
    """Read a share in a list of companies' shares: 「甲32%，乙28%，丙26%」."""
    if value.kind != "percent" or value.sign:
        return None
    alone = bool(_NAMED_ALONE.search(near)) and len(near) < 12
    beside = told.listed and not near.strip()
    if not (alone or beside) or not _SHARE_CONTEXT.search(view.text):
        return None
    told.metric, told.growth = "market share", False
    return "market share", _SHARE, value.value


def _read_unnamed(view: ItemView, start: int, near: str, value: Figure, told: Told, m: re.Match[str]) -> tuple[str, Metric | None, str] | None:
    """Read money whose metric is not named: a part of the business, a company in a ranking by revenue, the first figure of a report, its guidance."""
    before = view.text[start : m.start()]
    reports = told.metric.endswith(("revenue", "income", "loss", "growth", "margin")) or _SALES_CONTEXT.search(before)
    segments = list(SEGMENT.finditer(near))
    if (
        segments
        and reports
        and re.fullmatch(r"\s*(?:则|却|也|首次|已)?\s*(?:达|为|是|涨到|升至|增至|跌至|占|贡献|超过|的)*(?:了)?\s*", near[segments[-1].end() :])
        and segments[-1].start() <= 4
    ):
        told.metric = f"{_segment(segments[-1])} revenue"
        return told.metric, _REVENUE, value.value
    if re.search(r"指引|guidance", near, re.I):
        told.metric = "revenue"
        return "revenue", _REVENUE, value.value
    if told.metric == "revenue" and re.fullmatch(r"[^，。；\ue000-\ue00a]{2,8}(?:合计|累计|总计|合共)\s*", near):
        return told.metric, _REVENUE, value.value
    if told.metric in {"revenue", "capital expenditure", "registered capital", "market value"} and re.fullmatch(
        r"\s*(?:上调|下调|上修|下修|提高|提升|提|增加|增|升|降|减|缩|跌|扩)?(?:到|至|为|\bto\b)\s*", near
    ):
        return told.metric, next((x for x in (*METRICS, _CAPITAL) if x.name == told.metric), None), value.value
    context = view.text[max(0, start - 60) : m.start()]
    if (
        _NAMED_ALONE.search(near)
        and len(near) < 12
        and re.search(r"产值|营收|收入|销售额", context)
        and re.match(r"\s*(?:[，,（(]\s*[+\d-]|反超|的成绩|$)|[；;。]", view.text[m.end() : m.end() + 8])
    ):
        told.metric, told.listed = "revenue", True
        return "revenue", _REVENUE, value.value
    if not near.strip() and not told.metric and re.search(r"\ue000[^，。；]{0,14}(?:Q[1-4]|季度?|半年|财报|年报|月)(?:财报|业绩|报告)?\s*[：:]\s*$", before):
        told.metric = "revenue"
        return "revenue", _REVENUE, value.value
    return None
