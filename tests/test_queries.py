"""The named queries: what each answers, on every kind of engine, and that nothing a user gives can change what it asks."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import news
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.plugins.sparql import prepareQuery

from kg import queries
from kg.errors import InputError, NotFoundError
from kg.model import PREDICATES
from kg.results import Value
from kg.store import MemoryStore

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # rdflib calls what it deprecates

NAMES = [query.name for query in queries.named_queries()]

ANSWERS: Mapping[str, Mapping[str, Value]] = {
    "acquisitions": {"buyerLabel": "NVIDIA", "boughtLabel": "Arm", "amount": "近 400 亿美元", "status": "planned"},
    "briefings": {"briefing": "2021-08-05", "title": "Briefing 2021-08-05", "facts": 30},
    "chips-by-clock": {"chipLabel": "3A5000", "basis": "peak", "said": "2.3-2.5 GHz"},
    "chips-by-core": {"chipLabel": "Kompanio 1300T", "count": 4, "frequency": "2.6 GHz", "status": "asserted", "date": dt.date(2021, 8, 5)},
    "chips-by-core-count": {"chipLabel": "Kompanio 1300T", "cores": 8},
    "chips-by-foundry": {"chipLabel": "Kompanio 1300T", "foundryLabel": "TSMC", "quote": "Kompanio 1300T manufacturedBy TSMC"},
    "chips-by-isa": {"chipLabel": "Allwinner D1", "coreLabel": "XuanTie C906"},
    "chips-by-performance": {"chipLabel": "Journey 5", "basis": "INT8, sparse", "tops": 96, "precision": "INT8", "condition": "sparse"},
    "chips-of-same-foundry": {"chipLabel": "Allwinner D1", "foundryLabel": "TSMC", "nodeLabel": "TSMC N6"},
    "chips-on-same-node": {"chipLabel": "Allwinner D1", "nodeLabel": "TSMC N6", "match": "same node", "quote": "Allwinner D1 processNode N6"},
    "chips-by-process-node": {"chipLabel": "Kompanio 1300T", "nodeLabel": "6 nm", "nm": 6},
    "chips-of-company": {"chipLabel": "Kompanio 1300T", "quote": "Kompanio 1300T developedBy MediaTek"},
    "company-figures": {"companyLabel": "AMD", "metric": "revenue", "period": "2021Q2", "value": "38.5 亿美元", "number": 3_850_000_000, "unit": "USD", "approximate": None},
    "conflicting-facts": {"subjectLabel": "Honor", "predicateLabel": "subsidiary of", "firstLabel": "Huawei", "firstStatus": "denied", "secondStatus": "asserted"},
    "consortium-members": {"consortiumLabel": "UCIe Consortium", "memberLabel": "Intel"},
    "cores-of-chip": {"coreLabel": "Mali-G77", "kind": "GPU", "count": 9},
    "denials": {"subjectLabel": "Arm", "predicateLabel": "funding round", "objectLabel": "IPO", "briefing": "2021-08-05", "line": 28},
    "device-to-isa": {"deviceLabel": "Xiaomi 12S", "chipLabel": "Snapdragon 8 Gen 1", "coreLabel": "Cortex-X2", "isaLabel": "Armv9", "status": "planned"},
    "devices-by-chip": {"userLabel": "Xiaomi 12S", "status": "planned"},
    "devices-by-core": {"deviceLabel": "Xiaomi 12S", "chipLabel": "Snapdragon 8 Gen 1", "status": "rumored"},
    "facts-as-of": {"subjectLabel": "Kompanio 1300T", "objectLabel": "Cortex-A78", "status": "rumored", "briefing": "2020-05-31", "line": 8},
    "facts-by-sources": {"subjectLabel": "Kompanio 1300T", "predicateLabel": "has core", "briefings": 2, "firstDate": "2020-05-31", "lastDate": "2021-08-05"},
    "facts-by-status": {"subjectLabel": "Jim Keller", "objectLabel": "Intel", "status": "past"},
    "facts-of-briefing": {"subjectLabel": "MindSpore", "predicateLabel": "developed by", "objectLabel": "Huawei", "line": 29},
    "floating-point-performance": {"thingLabel": "Snapdragon 8 Gen 1", "quote": "Snapdragon 8 Gen 1 aiPerformance 2.2 TFLOPS"},
    "funding-rounds": {"companyLabel": "Horizon Robotics", "round": "C轮", "amountText": "3.5 亿美元", "amount": 350_000_000, "currency": "USD"},
    "investors": {"investorLabel": "BYD", "companyLabel": "Horizon Robotics", "round": "C轮", "amount": "1 亿美元"},
    "linked-names": {"thingLabel": "Snapdragon 8 Gen 1", "name": news.SM8450.iri, "briefing": "2021-08-05"},
    "models-based-on": {"thingLabel": "DeepSpeed", "baseLabel": "PyTorch", "date": None},
    "most-mentioned": {"thingLabel": "Snapdragon 8 Gen 1", "briefings": 3, "newest": "2021-08-05"},
    "newest-facts": {"subjectLabel": "Simon Segars", "predicateLabel": "holds position at", "objectLabel": "Arm", "date": dt.date(2021, 8, 5)},
    "open-plans": {"subjectLabel": "AWS", "objectLabel": "Intel", "since": dt.date(2020, 5, 31), "date": dt.date(2021, 8, 5), "briefing": "2021-08-05"},
    "open-rumors": {"subjectLabel": "Journey 5", "objectLabel": "7 nm", "since": dt.date(2020, 5, 31), "date": dt.date(2020, 5, 31), "line": 2},
    "papers-by-arxiv-id": {"paperLabel": news.REPVGG_PAPER.name, "arxivId": "2107.03697"},
    "papers-by-organization": {"paperLabel": news.NN_METER_PAPER.name},
    "papers-by-venue": {"paperLabel": news.REPVGG_PAPER.name, "venueLabel": "CVPR 2021", "arxivId": "2107.03697"},
    "papers-proposing": {"paperLabel": news.NN_METER_PAPER.name, "proposedLabel": "nn-Meter"},
    "papers-with-code": {"paperLabel": news.NN_METER_PAPER.name, "proposedLabel": "nn-Meter", "repository": "microsoft/nn-Meter", "page": "https://github.com/microsoft/nn-Meter"},
    "partnerships": {"oneLabel": "SiFive", "otherLabel": "Intel"},
    "people-and-posts": {"personLabel": "Simon Segars", "role": "CEO", "organizationLabel": "Arm", "former": None},
    "people-who-moved": {"personLabel": "Jim Keller", "fromLabel": "Intel", "formerRole": "SVP", "toLabel": "AMD", "role": "CTO"},
    "plans": {"subjectLabel": "AWS", "objectLabel": "Intel", "status": "planned"},
    "plans-dropped": {"subjectLabel": "Arm", "objectLabel": "IPO", "status": "denied", "firstBriefing": "2020-05-31", "days": 431},
    "plans-fulfilled": {"subjectLabel": "Intel", "objectLabel": "UCIe Consortium", "status": "asserted", "firstDate": dt.date(2020, 5, 31), "days": 431},
    "platforms-of-software": {"platformLabel": "ONNX", "type": "Software"},
    "process-nodes": {"nodeLabel": "TSMC N6", "nm": 6, "predecessorLabel": "TSMC N7", "source": "background", "chips": 2},
    "products-of-company": {"productLabel": "MindSpore", "type": "Software"},
    "releases": {"softwareLabel": "PyTorch", "version": "1.9"},
    "repositories": {"thingLabel": news.REPVGG_PAPER.name, "type": "Paper", "repository": "google/repvgg"},
    "results-on-dataset": {"subjectLabel": "RepVGG", "type": "Model", "metric": "top-1", "value": "84.6%"},
    "rules": {"rule": "hardware.aiPerformance", "fact": "aiPerformance", "claims": 2},
    "rumors-by-briefing": {"briefing": "2020-05-31", "rumors": 4, "cameTrue": 1, "planned": 0, "denied": 1, "open": 2, "meanDays": 431},
    "rumors-confirmed": {"subjectLabel": "Kompanio 1300T", "objectLabel": "Cortex-A78", "firstBriefing": "2020-05-31", "briefing": "2021-08-05", "days": 431},
    "rumors-denied": {"subjectLabel": "Intel", "predicateLabel": "acquires", "objectLabel": "SiFive", "status": "denied", "days": 431},
    "rumors": {"subjectLabel": "Snapdragon 8 Gen 1", "predicateLabel": "has core", "objectLabel": "Cortex-X2"},
    "software-by-platform": {"thingLabel": "OpenCV", "type": "Software"},
    "status-changes": {"subjectLabel": "Arm", "object": "IPO", "firstStatus": "planned", "secondStatus": "denied", "secondDate": dt.date(2021, 8, 5), "days": 431},
    "subsidiaries": {"partLabel": "Honor", "parentLabel": "Huawei", "status": "denied"},
    "successors": {"newerLabel": "Cortex-A78", "olderLabel": "Cortex-A77"},
    "suppliers": {"supplierLabel": "Intel", "customerLabel": "AWS", "status": "planned"},
    "timeline": {"subjectLabel": "Kompanio 1300T", "objectLabel": "Cortex-A78", "status": "asserted", "was": "rumored", "days": 431, "line": 4},
    "withdrawn-facts": {"subjectLabel": "Honor", "objectLabel": "Huawei", "status": "denied", "firstDate": dt.date(2020, 5, 31), "days": 431},
    "thing": {"subjectLabel": "NVIDIA", "predicateLabel": "acquires", "objectLabel": "Arm", "sentence": "It is said: NVIDIA acquires Arm."},
}
"""A row that the example of each query gives."""


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    return news.stored(*news.BRIEFINGS)


@pytest.fixture(scope="module")
def dataset(store: MemoryStore) -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=ox.serialize(store.quads(), format=ox.RdfFormat.N_QUADS), format="nquads")
    return dataset


def rows(store: MemoryStore, name: str, **parameters: queries.Value) -> list[dict[str, Value]]:
    return list(store.query(queries.render(name, **parameters)))


def column(store: MemoryStore, name: str, variable: str, **parameters: queries.Value) -> list[Value]:
    return [row[variable] for row in rows(store, name, **parameters)]


def test_every_query_has_an_expected_answer() -> None:
    assert set(ANSWERS) == set(NAMES)
    assert len(NAMES) >= 45


@pytest.mark.parametrize("name", NAMES)
def test_example_gives_the_expected_row(store: MemoryStore, name: str) -> None:
    found = rows(store, name, **queries.get(name).example_values)
    assert any({key: row[key] for key in ANSWERS[name]} == ANSWERS[name] for row in found), found


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_not_repeated(store: MemoryStore, name: str) -> None:
    required = {key: value for key, value in queries.get(name).example_values.items() if queries.get(name).parameter(key).required}
    found = store.query(queries.render(name, **required)).rows
    assert found and max(Counter(found).values()) == 1


@pytest.mark.parametrize("name", NAMES)
def test_file_is_what_its_example_renders(name: str) -> None:
    query = queries.get(name)
    assert query.example.split()[:3] == ["kg", "query", name]
    assert queries.render(name, **query.example_values) == query.text


@pytest.mark.parametrize("name", NAMES)
def test_file_declares_its_prefixes_and_is_standard_sparql(name: str) -> None:
    text = queries.get(name).text
    ox.Store().query(text)
    prepareQuery(text)
    assert text.splitlines().count("WHERE {") == 1


@pytest.mark.parametrize("name", NAMES)
def test_titles_are_in_both_languages(name: str) -> None:
    query = queries.get(name)
    assert any("\u4e00" <= c <= "\u9fff" for c in query.title_zh)
    assert not any("\u4e00" <= c <= "\u9fff" for c in query.title)


def _bag(store: ox.Store, text: str, *, union: bool) -> Counter[tuple[str, ...]]:
    found = store.query(text, use_default_graph_as_union=union)
    assert isinstance(found, ox.QuerySolutions)
    return Counter(tuple("" if row[v] is None else row[v].value for v in found.variables) for row in found)


@pytest.mark.parametrize("name", NAMES)
def test_union_graph_and_explicit_from_give_the_same(store: MemoryStore, name: str) -> None:
    graphs = [str(graph.value) for graph in store.engine.named_graphs()]
    values = queries.get(name).example_values
    assert _bag(store.engine, queries.render(name, graphs, **values), union=False) == _bag(store.engine, queries.render(name, **values), union=True)


@pytest.mark.parametrize("name", NAMES)
def test_another_engine_gives_the_same(store: MemoryStore, dataset: rdflib.Dataset, name: str) -> None:
    text = queries.get(name).text
    result = dataset.query(text)
    found = Counter(tuple("" if term is None else str(term) for term in row) for row in result)  # type: ignore[union-attr]
    assert found == _bag(store.engine, text, union=True)


def test_each_predicate_is_asked_by_some_query() -> None:
    text = "\n".join(query.text for query in queries.named_queries())
    words = set(text.replace(")", " ").split())
    assert [predicate for predicate in PREDICATES if f"edge:{predicate}" not in words] == []


def test_a_thing_is_found_by_any_name_in_any_case_and_by_iri(store: MemoryStore) -> None:
    given = ("Cortex-A78", "cortex-a78", " A78 ", news.A78.iri, f"<{news.A78.iri}>", "id:core/cortex-a78")
    assert [column(store, "chips-by-core", "chipLabel", core=name) for name in given] == [["Kompanio 1300T"]] * len(given)
    assert column(store, "chips-of-company", "chipLabel", company="联发科") == ["Kompanio 1300T"]


def test_a_linked_thing_is_found_by_the_iri_that_it_was_linked_from(store: MemoryStore) -> None:
    assert column(store, "devices-by-chip", "userLabel", chip=news.SM8450.iri) == ["Xiaomi 12", "Xiaomi 12S"]


def test_a_thing_is_not_found_under_another_class(store: MemoryStore) -> None:
    assert rows(store, "chips-by-core", core="Kompanio 1300T") == []


def test_labels_come_in_the_language_asked_for_or_in_the_other(store: MemoryStore) -> None:
    assert column(store, "chips-of-company", "chipLabel", company="MediaTek", language="zh") == ["迅鲲1300T"]
    assert column(store, "chips-by-clock", "chipLabel", language="zh") == ["3A5000"]
    assert rows(store, "denials", language="zh")[0]["predicateLabel"] in {"融资轮次", "隶属于"}


def test_optional_parameters_leave_nothing_out_until_they_are_given(store: MemoryStore) -> None:
    assert len(rows(store, "people-and-posts")) == 3
    assert column(store, "people-and-posts", "personLabel", company="AMD") == ["Jim Keller"]
    assert column(store, "people-and-posts", "organizationLabel", person="Jim Keller", status="past") == ["Intel"]
    assert rows(store, "people-and-posts", person="any", company=" Any ") == rows(store, "people-and-posts")


@pytest.mark.parametrize(
    ("name", "parameters", "variable", "expected"),
    [
        ("chips-by-process-node", {"max_nm": 6}, "chipLabel", ["Allwinner D1", "Kompanio 1300T"]),
        ("chips-by-process-node", {"max_nm": "5.9"}, "chipLabel", []),
        ("chips-by-performance", {"min_tops": 97}, "chipLabel", []),
        ("company-figures", {"period": "2019"}, "approximate", [True]),
        ("company-figures", {"metric": "MARKET"}, "companyLabel", ["NVIDIA"]),
        ("rumors", {"since": dt.date(2021, 8, 6)}, "subjectLabel", []),
        ("rumors", {"since": "2020-05-31"}, "subjectLabel", ["Snapdragon 8 Gen 1", "Intel", "Journey 5", "Kompanio 1300T", "Xiaomi 12"]),
        ("newest-facts", {"since": "2021-08-06"}, "subjectLabel", []),
        ("briefings", {}, "briefing", ["2021-08-05", "2020-05-31", "papers"]),
        ("most-mentioned", {"type": "venue"}, "thingLabel", ["CVPR 2021", "MobiSys 2021"]),
        ("partnerships", {"company": "Intel"}, "oneLabel", ["SiFive"]),
        ("devices-by-core", {"core": "XuanTie C906"}, "chipLabel", [None, "Allwinner D1"]),
        ("chips-by-isa", {"isa": "LoongArch"}, "coreLabel", [None]),
    ],
)
def test_parameters_choose(store: MemoryStore, name: str, parameters: dict[str, queries.Value], variable: str, expected: list[Value]) -> None:
    assert column(store, name, variable, **parameters) == expected


def test_a_fact_is_shown_as_the_latest_briefing_has_it() -> None:
    older = news.briefing("2020-01-01", [news.fact(news.KOMPANIO, "hasCore", news.A78, "rumored")])
    newer = news.briefing("2021-01-01", [news.fact(news.KOMPANIO, "hasCore", news.A78)])
    undated = news.briefing("undated", [news.fact(news.KOMPANIO, "hasCore", news.A78, "planned")])
    assert column(news.stored(older, newer, undated), "chips-by-core", "status", core="A78") == ["asserted"]


def test_what_was_denied_last_is_no_answer_of_what_holds_but_one_of_events() -> None:
    said = news.briefing("2020-01-01", [news.fact(news.KOMPANIO, "hasCore", news.A78), news.fact(news.NVIDIA, "acquires", news.ARM)])
    denied = news.briefing("2021-01-01", [news.fact(news.KOMPANIO, "hasCore", news.A78, "denied"), news.fact(news.NVIDIA, "acquires", news.ARM, "denied")])
    both = news.stored(said, denied)
    assert rows(both, "chips-by-core", core="A78") == []
    assert column(both, "acquisitions", "status") == ["denied"]
    assert {row["subjectLabel"] for row in rows(both, "status-changes")} == {"Kompanio 1300T", "NVIDIA"}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("processNode", "7 nm"), ("processNode", "16 nm"), 1),
        (("processNode", "7 nm"), ("processNode", "7 nm EUV"), 0),
        (("coreCount", "8"), ("coreCount", "8"), 0),
        (("coreCount", "8"), ("coreCount", "10"), 1),
        (("manufacturedBy", news.TSMC), ("manufacturedBy", news.INTEL), 1),
    ],
)
def test_conflicts(first: tuple[str, str], second: tuple[str, str], expected: int) -> None:
    both = news.stored(news.briefing("2020-01-01", [news.fact(news.JOURNEY, *first)]), news.briefing("2021-01-01", [news.fact(news.JOURNEY, *second)]))
    assert len(rows(both, "conflicting-facts")) == expected


def test_figures_conflict_within_a_period_only() -> None:
    def figure(value: str, period: str) -> news.Fact:
        return news.fact(news.AMD, "reportsMetric", "revenue", value=value, period=period)

    quarters = news.stored(news.briefing("2021-01-01", [figure("38.5 亿美元", "2021Q2"), figure("40 亿美元", "2021Q3")]))
    twice = news.stored(news.briefing("2021-01-01", [figure("38.5 亿美元", "2021Q2"), figure("40 亿美元", "2021Q2")]))
    assert (len(rows(quarters, "conflicting-facts")), len(rows(twice, "conflicting-facts", thing="amd"))) == (0, 1)


def test_two_makers_that_one_briefing_names_are_no_conflict() -> None:
    one = news.stored(news.briefing("2021-01-01", [news.fact(news.JOURNEY, "manufacturedBy", news.TSMC), news.fact(news.JOURNEY, "manufacturedBy", news.INTEL)]))
    assert rows(one, "conflicting-facts") == []


@pytest.mark.parametrize(
    ("name", "given", "chosen"),
    [
        ("thing", {"thing": "Arm"}, max), ("newest-facts", {"since": "2020-01-01"}, max), ("facts-by-status", {}, max), ("rumors", {}, max), ("plans", {}, max),
        ("open-rumors", {}, min), ("open-plans", {}, min),
    ],
)  # fmt: skip
def test_a_long_list_can_be_cut_to_its_first(store: MemoryStore, name: str, given: dict[str, str], chosen: Callable[[list[str]], str]) -> None:
    day = "since" if name.startswith("open-") else "date"
    every = rows(store, name, **given)
    days = [str(row[day]) for row in every if row[day]]
    for most in (1, 2):
        assert len(rows(store, name, **given, most=most)) == most < len(every)
    assert str(rows(store, name, **given, most="1")[0][day]) == chosen(days)


# Parameters


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1) | st.text("\\uU0042\"'}{>\n\r", min_size=1))
def test_a_text_arrives_as_it_is(text: str) -> None:
    query = f"SELECT ?x WHERE {{ VALUES ?x {{ {queries.literal(text)} }} }}"
    found = ox.Store().query(query)
    assert isinstance(found, ox.QuerySolutions)
    assert [row["x"].value for row in found] == [text]
    assert [str(row[0]) for row in rdflib.Graph().query(query)] == [text]  # type: ignore[index]


@pytest.mark.parametrize("attack", ['" } ?s ?p ?o . { "', '"} UNION { ?chip ?p ?o } #', "\\", '\\" } #', "\\u0022 } #", "?given_core", "a\nb"])
def test_a_name_can_not_change_the_query(store: MemoryStore, attack: str) -> None:
    assert rows(store, "chips-by-core", core=attack) == []
    assert rows(store, "acquisitions", company=attack) == []


def test_a_missing_parameter_is_named_with_an_example() -> None:
    with pytest.raises(InputError, match=r"chips-by-core: parameter core is missing .*for example: kg query chips-by-core --param core=Cortex-A78"):
        queries.render("chips-by-core")


def test_an_unknown_parameter_is_named_with_those_there_are() -> None:
    with pytest.raises(NotFoundError, match="no parameter of chips-by-core named 'chip'; did you mean: core, language"):
        queries.render("chips-by-core", core="A78", chip="x")
    with pytest.raises(NotFoundError, match="no parameter of rumors named 'graphs'"):
        queries.render("rumors", graphs="x")


@pytest.mark.parametrize(
    ("name", "parameter", "value", "must_be"),
    [
        ("chips-by-process-node", "max_nm", "seven", "a number, such as 7 or 0.5, not 'seven'"),
        ("chips-by-process-node", "max_nm", "nan", "a number"),
        ("chips-by-process-node", "max_nm", "1e999999", "a number"),
        ("chips-by-process-node", "max_nm", True, "a number"),
        ("rumors", "since", "yesterday", "a date, such as 2021-08-01, not 'yesterday'"),
        ("rumors", "since", "2021-02-30", "a date"),
        ("thing", "most", "0", "a whole number, such as 1000, not '0'"),
        ("thing", "most", "1.5", "a whole number"),
        ("facts-by-status", "status", "sure", "one of asserted, planned, rumored, denied, past, not 'sure'"),
        ("chips-by-core", "core", "  ", "a name or an IRI"),
        ("chips-by-core", "core", "\ud800", "a name or an IRI"),
    ],
)
def test_a_wrong_value_is_named_with_what_it_must_be(name: str, parameter: str, value: queries.Value, must_be: str) -> None:
    given = {key: text for key, text in queries.get(name).example_values.items() if queries.get(name).parameter(key).required} | {parameter: value}
    with pytest.raises(InputError) as raised:
        queries.render(name, **given)
    assert f"{name}: parameter {parameter} must be {must_be}" in str(raised.value)


def test_a_graph_must_be_an_iri() -> None:
    with pytest.raises(InputError, match="is no IRI of a graph"):
        queries.render("rumors", ["urn:a> <urn:b"])


def test_an_unknown_query_is_named_with_the_nearest() -> None:
    with pytest.raises(NotFoundError, match="no query named 'aquisitions'; did you mean: acquisitions"):
        queries.get("aquisitions")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# title-zh: 题\n# example: kg query q\nSELECT", "needs exactly one line '# title: …'"),
        ("# title: T\n# title-zh: 题\n# example: kg query q\n# parameter: core gadget any What\nSELECT", "can't read the parameter 'core gadget any What'"),
        ("# title: T\n# title-zh: 题\n# example: kg query q\n# parameter: core thing any What\nSELECT", r"header has the parameters \['core'\], its query the blocks \[\]"),
    ],
)
def test_a_broken_header_is_told(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        queries.parse("q", text)


def test_the_catalogue_needs_no_slow_libraries() -> None:
    code = "import sys, kg.queries; kg.queries.render('rumors'); print([m for m in ('spacy', 'rdflib', 'pyshacl', 'networkx', 'pandas') if m in sys.modules])"
    root = Path(queries.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root).stdout.strip() == "[]"
