"""Objects show themselves: in a prompt as text, in Jupyter as tables, cards and pictures; what comes from briefings is never markup."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

import kg
from kg import InputError, KnowledgeGraph, QueryError
from kg.display import html_table, quoted, text_table

Make = Callable[..., KnowledgeGraph]
EVIL = "<img/src=x/onerror=alert(1)>"


@pytest.fixture
def graph(graph_of: Make) -> KnowledgeGraph:
    return graph_of(d2031_01_01=[f"Chip:Y1=昇龙一号 developedBy Organization:{EVIL}", "Chip:Y1 hasCore Core:K1 count=4 !planned", "Chip:Y1 coreCount '8'"])


def tags(html: str) -> set[str]:
    found: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            found.add(tag)

    Reader().feed(html)
    return found


def test_rows_show_themselves_as_a_table(graph: KnowledgeGraph) -> None:
    result = graph.query("SELECT ?chip ?core { ?chip edge:hasCore ?core }")
    assert [line.split() for line in repr(result).splitlines()][::2] == [["chip", "core"], ["id:chip/y1", "id:core/k1"]]
    assert tags(result._repr_html_()) == {"div", "table", "thead", "tbody", "tr", "th", "td"}
    assert repr(graph.query("SELECT ?x { ?x a edge:Device }")) == "<Result: no rows>"
    assert repr(graph.query("ASK { ?x a edge:Chip }")) == "<Result: yes>" and graph.query("ASK {}")._repr_html_() == "<b>yes</b>"
    assert "edge:hasCore" in repr(graph.query("CONSTRUCT { ?chip edge:hasCore ?core } { ?chip edge:hasCore ?core }"))


def test_long_tables_and_cells_are_cut_and_say_so() -> None:
    text = text_table(["n", "long"], [(n, "长" * 60) for n in range(25)], total=1000)
    assert text.splitlines()[-1] == " … 980 more" and len(text.splitlines()) == 23 and "长" * 21 + "…" in text and "长" * 22 not in text
    assert "980 more" in html_table(["n"], [[n] for n in range(25)], total=1000)


def test_markup_in_briefings_stays_text(graph: KnowledgeGraph) -> None:
    shown = [graph["Y1"]._repr_html_(), graph.ask("Who makes the Y1?")._repr_html_(), graph.query("SELECT ?l { ?o a edge:Organization ; rdfs:label ?l }")._repr_html_()]
    assert all("&lt;img" in html and "img" not in tags(html) for html in shown)
    assert str(quoted("<b>", "<b>")) == "<mark>&lt;b&gt;</mark>"


def test_a_thing_shows_itself_as_a_card(graph: KnowledgeGraph) -> None:
    thing = graph["昇龙一号"]
    assert repr(thing).splitlines()[:2] == ["Y1 (Chip)", "also: 昇龙一号"]
    assert "planned" in repr(thing) and "<mark>" in thing._repr_html_()
    assert repr(graph["K1"]).startswith("K1 (Core)") and "← hasCore" in repr(graph["K1"])


def test_an_answer_shows_itself_or_why_there_is_none(graph: KnowledgeGraph) -> None:
    answer = graph.ask("Which core does the Y1 have?")
    assert [finding.label for finding in answer] == ["K1"] and len(answer) == 1
    assert repr(answer).startswith("Which core does the Y1 have?\n") and "planned" in repr(answer)
    refused = graph.ask("What is love?")
    assert "no answer: " in repr(refused) and refused.reason in refused._repr_html_().replace("&#34;", '"')


def test_an_annotation_shows_what_was_found() -> None:
    annotation = kg.annotate("- 高通：推出骁龙888芯片，采用三星5nm工艺。", "2031-05-06")
    assert "Snapdragon 888" in repr(annotation) and "Qualcomm" in repr(annotation)
    assert repr(annotation).startswith("2031-05-06\n\nEntities (3)\n") and "processNode" in repr(annotation) and tags(annotation._repr_html_()) >= {"table", "td"}


def test_the_graph_shows_its_size_and_a_picture(graph: KnowledgeGraph) -> None:
    assert repr(graph) == "<KnowledgeGraph in memory: 3 things, 1 briefings, 3 claims>"
    html = graph._repr_html_()
    assert "1 Chip" in html and 'src="data:image/png;base64,' in html
    assert graph.picture("Y1")._repr_png_().startswith(b"\x89PNG")


def test_rows_become_a_data_frame_with_types(graph: KnowledgeGraph) -> None:
    frame = graph.query(
        "SELECT ?c ?n ?date ?count ?confidence { ?c a edge:Claim ; dcterms:date ?date ; edge:confidence ?confidence OPTIONAL { ?c edge:count ?count } } ORDER BY ?count"
    ).to_pandas()
    assert list(frame.columns) == ["c", "n", "date", "count", "confidence"] and len(frame) == 3
    assert frame["date"].dt.date.tolist() == [dt.date(2031, 1, 1)] * 3 and frame["count"].max() == 4 and frame["confidence"].dtype.kind == "f"
    assert list(graph.query("SELECT ?x ?y { ?x a edge:Device }").to_pandas().columns) == ["x", "y"]
    assert graph.query("CONSTRUCT { ?c edge:hasCore ?k } { ?c edge:hasCore ?k }").to_pandas().columns.tolist() == ["s", "p", "o"]
    assert graph["Y1"].to_pandas()["fact"].tolist() == ["developedBy", "hasCore", "coreCount"]
    with pytest.raises(QueryError, match="yes or no"):
        graph.query("ASK {}").to_pandas()


def test_without_pandas_it_is_told_what_to_install(graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(InputError, match=r"pandas is needed for a DataFrame; install it with: pip install 'edgekg\[notebooks\]'"):
        graph.query("SELECT ?s { ?s a edge:Chip }").to_pandas()


def test_spacy_users_get_entities_with_their_names() -> None:
    import kg.extract

    nlp = kg.extract.nlp()
    assert nlp.pipe_names[0] == "kg_known_names" and nlp is kg.extract.nlp()
    first, second = nlp.pipe(["[论文](https://example.org/a)：高通推出骁龙888", "三星的5nm工艺"])
    assert [(e.text, e.label_, e.id_) for e in first.ents] == [("高通", "Organization", "Qualcomm"), ("骁龙888", "Chip", "Snapdragon 888")]
    assert "example.org" not in first.text and [e.id_ for e in second.ents] == ["Samsung"]
    assert {claim.predicate for claim in first._.claims} == {"developedBy"}
    titled = nlp("## 论文\n\n- [2101.03697] RepVGG: Making VGG-style ConvNets Great Again\n")
    inner = {(span.label_, span.text) for span in titled.spans["kg_mentions"]}
    assert ("Model", "RepVGG") in inner and {ent.label_ for ent in titled.ents} >= {"Paper"}
