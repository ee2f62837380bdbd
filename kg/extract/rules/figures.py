"""Figures: what companies report of revenue, shipments, capacity and shares, with value and period.

`kg.extract.figure_metric` tells which metric a figure is of; here it is found whose it is, and for when.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.figure_metric import STOP, Told, metric_before, told_by
from kg.extract.metrics import GUIDANCE, METRICS, RESEARCHERS, Metric
from kg.extract.periods import Period, periods
from kg.extract.quantities import FIGURE, NUMBER, Figure, figure
from kg.extract.rule import rule
from kg.extract.views import Fact, ItemView, compile_pattern
from kg.model import Mention, Qualifier

_SOURCE_AFTER = re.compile(r"\s*(?:的)?(?:[^，。]{0,4}(?:统计|数据|报告|口径|数字|预测|预计|估算|发布)|按|称|认为|数[，、])")
_OTHER_BEFORE = re.compile(r"(?:据|来自|由|被|与|和|向|给|为|对|供应商|客户|高于|低于|超过|超越|超|反超|比|较|收购|取代|仅次于|按|投资|股东|及|之外的|在)\s*$")
_INVESTS = compile_pattern(r"[^。；，\n]{0,60}?(?:领投|跟投|参投|牵头|入股|注资|各出)")
_SUBJECT = re.compile(r"(?:^|[，。；：:\n、,（])\s*(?:而|但|其中|另外|此外|同期|上游的)?\s*$")


@rule
def reported_figure(view: ItemView) -> Iterator[Fact]:
    """Figures a company reports, with value and period: 「甲第二季度营收38.5亿美元，同比增长99%」."""
    dealt = _distributed(view)
    yield from (fact for fact, _ in dealt)
    times = periods(view.text, view.briefing.date)
    told = Told()
    for start, end in _sentences(view):
        # A semicolon carries on what was told; what a full stop ends, only its currency.
        told = told if start and view.text[start - 1] in "；;" else Told(currency=told.currency)
        position = start
        for m in FIGURE.finditer(view.text, start, end):
            value = figure(m, told.currency)
            if value is None or any(a <= m.start() < b for _, (a, b) in dealt):
                continue
            read = told_by(view, start, position, m, value, told)
            if value.kind == "money":
                told.currency = value.unit
            position = m.end()
            if read is None:
                continue
            name, metric, shown = read
            company = _reporter(view, start, m.start(), metric)
            if company is None:
                continue
            qualifiers: dict[str, Qualifier] = {"value": shown}
            if when := _period(view, times, start, end, m.start(), metric):
                qualifiers["period"] = when
            status = "planned" if GUIDANCE.search(view.text[max(start, m.start() - 12) : m.start()]) else ""
            yield Fact(company, "reportsMetric", name, *view.span(m.start(), m.end()), qualifiers=qualifiers, status=status)


def _sentences(view: ItemView) -> Iterator[tuple[int, int]]:
    position = 0
    for m in STOP.finditer(view.text):
        yield position, m.start()
        position = m.end()
    yield position, len(view.text)


def _reporter(view: ItemView, start: int, position: int, metric: Metric | None = None) -> Mention | None:
    """Whose figure it is: the company that its clause speaks of, else its sentence, else the item."""
    clause = max((view.text.rfind(c, start, position) for c in "，："), default=-1) + 1 or start
    near = view.text[clause:position]
    earlier = _companies(view, start, clause)
    if earlier and re.search(r"后者", near):
        return view.within(start, clause, "O")[-1]
    if earlier and re.search(r"前者", near):
        return view.within(start, clause, "O")[0]
    if here := _companies(view, clause, position):
        return here[-1]
    if (
        metric is not None
        and metric.name in {"valuation", "market value"}
        and (bought := re.search(r"收购[^，。；\ue000]{0,6}(\ue000)[^，。；]{0,4}，[^，。；]{0,6}$", view.text[start:position]))
    ):
        return view.at(start + bought.start(1))
    if view.item.head and view.maker is not None and metric is not None and metric.name in {"valuation", "total funding"}:
        return view.maker
    if not earlier and not view.item.head and start and view.text[start - 1] in "；;":
        before = view.text.rfind("。", 0, start) + 1
        earlier = [o for o in _companies(view, before, start) if _SUBJECT.search(view.text[before : view.position(o.start)])]
        if earlier:
            return earlier[0] if len({o.name for o in earlier}) == 1 else earlier[-1]
    if earlier:
        if view.maker is not None and any(o.name == view.maker.name for o in earlier):
            return view.maker
        if re.match(r"\s*(?:目前)?(?:公司|其|该公司|它)", view.text[start:position]) and view.maker is not None:
            return view.maker
        leading = [o for o in earlier if _SUBJECT.search(view.text[start : view.position(o.start)])]
        return (leading or earlier)[-1] if leading else earlier[0]
    if view.maker is not None and view.maker.name not in RESEARCHERS:
        return view.maker
    return next((o for o in reversed(_companies(view, 0, position))), None) if view.maker else view.topic("O", position)


def _companies(view: ItemView, start: int, end: int) -> list[Mention]:
    """Organizations that may report: not the sources of the figures, investors, or those compared with."""
    found = []
    for o in view.within(start, end, "O"):
        p = view.position(o.start)
        before, after = view.text[max(start, p - 5) : p], view.text[p + 1 : p + 9]
        listed = re.search(r"\ue000\s*(?:、|和|与|及)\s*$", view.text[max(start, p - 4) : p])
        if o.name in RESEARCHERS or view.is_parent(o) or _SOURCE_AFTER.match(after) or (_OTHER_BEFORE.search(before) and not listed):
            continue
        if _INVESTS.match(view.text, p + 1) or re.match(r"\s*(?:的)?\s*\d+\s*(?:nm|纳米)(?:[^，。；]{0,3}[，。；）)]|ULP|LP)", view.text[p + 1 :]):
            continue
        found.append(view.maker if o.source == "reference" and view.maker is not None else o)
    return found


def _period(view: ItemView, times: list[Period], start: int, end: int, position: int, metric: Metric | None) -> str:
    """The period a figure is for: the last named before it in its sentence, else the next one in its clause, else the last that the item named."""
    policy = metric.period if metric else "context"
    if policy == "never":
        return ""
    clause = max((view.text.rfind(c, start, position) for c in "，：；"), default=-1) + 1 or start
    stop = min((p for c in "，；。" if (p := view.text.find(c, position)) >= 0), default=end)
    if metric is not None and metric.name in {"shipments", "production"} and re.search(r"累计|总计|迄今|至今|突破", view.text[clause:position]):
        policy = "stated"
    here = [t for t in times if clause <= t.start < position] or [t for t in times if position <= t.start < stop]
    if policy == "stated":
        if metric is not None and metric.name == "capital expenditure" and view.briefing.date and re.search(r"全年", view.text[clause:position]):
            return str(view.briefing.date.year)
        wholes = [t for t in here if t.whole]
        return wholes[-1].form if wholes and not re.match(r"[^，]{0,8}(?:开|动|量产|投产|落成|建成)", view.text[wholes[-1].end :]) else ""
    if here:
        return here[-1].form if here[-1].start < position else here[0].form
    if re.search(r"全年", view.text[clause:position]) and (known := [t for t in times if t.start < position and re.search(r"20\d\d", t.form)]):
        return re.sub(r"(20\d\d).*", r"\1", known[-1].form)
    for t in reversed([t for t in times if t.start < position]):
        around = view.text[max(0, t.start - 4) : t.end + 24]
        if not t.whole and len(t.form) != 7:
            return t.form
        if re.match(r"[^，。；]{0,14}(?:财报|年报|业绩|营收|收入|净利|出货|销量|市场|市占|份额|合并|交付|毛利|营业|亏损)", view.text[t.end :]) or "报" in around[:4]:
            return t.form
    return ""


_DISTRIBUTED = compile_pattern(
    rf"(?P<o><O+>)(?P<between>[^。；\n\ue000]{{0,24}}?)(?:分别|依次)(?P<how>[^，。；\d\ue000]{{0,8}}?)\s*(?P<values>{NUMBER}[^，。；\d、和与及]{{0,4}}(?:[、，,和与及以]+\s*{NUMBER}[^，。；\d、和与及]{{0,4}})+)"
)
_YEARS = re.compile(
    rf"(?:近三年|20\d\d\s*年?\s*(?:至|到|-|–|—|~)\s*20\d\d\s*年)(?P<between>[^。；\n]{{0,16}}?)(?:分别|依次)(?P<how>[^，。；\d]{{0,6}}?)\s*(?P<values>{NUMBER}[^，。；\d、和与及]{{0,4}}(?:[、，,和与及以]+\s*{NUMBER}[^，。；\d、和与及]{{0,4}})+)"
)


def _distributed(view: ItemView) -> list[tuple[Fact, tuple[int, int]]]:
    """Figures dealt out to companies or years in order: 「甲、乙、丙8月交付分别为5880、7214、9433台」."""
    found: list[tuple[Fact, tuple[int, int]]] = []
    times = periods(view.text, view.briefing.date)
    for m in view.find(_DISTRIBUTED):
        companies = view.mentions_of(m, "o")
        values = _dealt(m["values"])
        metric = metric_before(m["between"] + m["how"], values[-1]) if values else None
        if metric is None or len(values) != len(companies):
            continue
        start = view.sentence(m.start())[0]
        for company, value in zip(companies, values, strict=True):
            name = metric[0].name if metric[0].is_ratio or value.kind != "percent" else f"{metric[0].name} growth"
            when = _period(view, times, start, m.end(), m.start("values"), metric[0])
            found.append(
                (Fact(company, "reportsMetric", name, *view.span(m.start(), m.end()), qualifiers={"value": value.value, **({"period": when} if when else {})}), m.span("values"))
            )
    for m in view.find(_YEARS):
        values = _dealt(m["values"])
        metric = metric_before(m["between"] + m["how"], values[-1]) if values else None
        owner = _reporter(view, view.sentence(m.start())[0], m.start())
        named = [int(y) for y in re.findall(r"20\d\d", m[0][: m.start("between") - m.start()])]
        known = [t for t in times if t.start < m.start() and t.whole and len(t.form) == 4]
        last = named[-1] if named else int(known[-1].form) if known else view.briefing.date.year - 1 if view.briefing.date else 0
        if metric is None or owner is None or len(values) < 2 or (named and named[-1] - named[0] + 1 != len(values)):
            continue
        for year, value in zip(range(last - len(values) + 1, last + 1), values, strict=True):
            found.append((Fact(owner, "reportsMetric", metric[0].name, *view.span(m.start(), m.end()), qualifiers={"value": value.value, "period": str(year)}), m.span("values")))
    return found


def _dealt(text: str) -> list[Figure]:
    """The figures of a list, each with the unit of the last where it has none."""
    numbers = re.split(r"[、，和与及以]+\s*", text)
    last = FIGURE.match(numbers[-1].strip())
    unit = numbers[-1].strip()[re.match(NUMBER, numbers[-1].strip()).end() :] if last and re.match(NUMBER, numbers[-1].strip()) else ""  # type: ignore[union-attr]
    found = []
    for number in numbers:
        written = number.strip()
        m = FIGURE.match(written if not re.fullmatch(NUMBER, written) else written + unit)
        if m is None or (value := figure(m)) is None:
            return []
        found.append(value)
    return found


_RANK = re.compile(
    r"(?:排名|排行|位居|位列|跻身|晋升|成为|跃居|夺得|居|排在|排到|升至|升到|重回|重返|退到|跌至|降至|拿下|登上|稳居|名列|位于)(?:了|至)?(?:全球|世界|国内|中国|市场|亚洲|业内|行业)*(?:的)?"
    r"(?P<rank>第[一二三四五六七八九十\d]+|前[一二三四五六七八九十\d]+|首位|榜首|冠军)(?:名|位|大|强)?|(?P<top>登顶|居首)"
)
_RANKED = ("market share", "shipments", "deliveries", "revenue")


@rule
def reported_rank(view: ItemView) -> Iterator[Fact]:
    """A rank: 「甲跻身全球前五」, with the figure that is ranked."""
    times = periods(view.text, view.briefing.date)
    for m in view.find(_RANK):
        s, e = view.sentence(m.start())
        company = _reporter(view, s, m.start())
        metric = next((x for name in _RANKED for x in METRICS if x.name == name and x.words.search(view.text, s, e)), None)
        if company is None or metric is None:
            continue
        value = (
            "第一"
            if m["top"]
            else re.sub(r"^(?:排名|排行|位居|位列|跻身|晋升|成为|跃居|夺得|居|排在|排到|升至|升到|重回|重返|退到|跌至|降至|拿下|登上|稳居|名列|位于)(?:了|至)?(?:的)?", "", m[0])
        )
        qualifiers: dict[str, Qualifier] = {"value": value}
        if when := _period(view, times, s, e, m.start(), metric):
            qualifiers["period"] = when
        yield Fact(company, "reportsMetric", f"{metric.name} rank", *view.span(m.start(), m.end()), qualifiers=qualifiers)
