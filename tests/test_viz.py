"""Pictures show what the graph holds, on any machine; what is too much is shown in small."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest

from kg import InputError, KnowledgeGraph, NotFoundError, QueryError
from kg.viz import SUFFIXES, picture
from kg.viz.layout import positions
from kg.viz.network import around, network, overview
from kg.viz.still import FONT

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
Make = Callable[..., KnowledgeGraph]
EVIL = "<script>document.title='taken'</script><img/src=x/onerror=document.title='taken'>"


@pytest.fixture
def graph(graph_of: Make) -> KnowledgeGraph:
    return graph_of(
        d2031_01_01=[
            "Chip:Y1=昇龙一号 developedBy Organization:甲芯",
            "Chip:Y1 hasCore Core:K1 count=4",
            "Chip:Y1 coreCount '8'",
            "Device:平板一 usesChip Chip:Y1 !rumored",
            "Organization:甲芯 partnersWith Organization:乙芯 !planned",
            "Model:M1 codeRepository 'jia/m1'",
            "Core:K9",
        ],
        d2031_02_01=["Device:平板一 usesChip Chip:Y1 !rumored", f"Organization:乙芯 acquires Organization:{EVIL} !planned"],
    )  # fmt: skip


def iris(graph: KnowledgeGraph, *names: str) -> set[str]:
    return {graph.entity(name).iri for name in names}


def test_what_is_around_a_thing_grows_with_the_hops(graph: KnowledgeGraph) -> None:
    start = graph.entity("Y1").iri
    assert around(graph, start, 0) == [start]
    assert set(around(graph, start, 1)) == iris(graph, "Y1", "甲芯", "K1", "平板一")
    assert set(around(graph, start, 2)) == iris(graph, "Y1", "甲芯", "K1", "平板一", "乙芯")


def test_a_part_has_the_edges_and_the_evidence_that_the_whole_has(graph: KnowledgeGraph) -> None:
    whole, part = network(graph), network(graph, iris(graph, "Y1", "平板一", "K1"))
    assert {edge: part.edges[edge] for edge in part.edges(keys=True)} == {e: d for e, d in whole.edges.items() if e[0] in part and e[1] in part}
    [(_, _, said)] = [edge for edge in part.edges(data=True) if edge[2]["predicate"] == "usesChip"]
    assert (said["status"], said["date"], said["briefing"], said["sources"]) == ("rumored", "2031-02-01", "2031-02-01", 2)
    assert said["quote"] in said["sentence"] and part.nodes[graph.entity("Y1").iri]["coreCount"] == 8


def test_a_page_of_the_web_is_a_node_of_its_own_class(graph: KnowledgeGraph) -> None:
    [page] = [d for _, d in network(graph).nodes(data=True) if d["type"] == "Page"]
    assert page["label"] == "github.com/jia/m1"


def test_a_query_gives_the_things_of_its_rows(graph: KnowledgeGraph) -> None:
    drawn = picture(graph, query="SELECT ?chip ?maker { ?chip edge:developedBy ?maker }").network
    assert set(drawn) == iris(graph, "Y1", "甲芯") and [p for _, _, p in drawn.edges(keys=True)] == ["developedBy"]
    assert set(picture(graph, query="SELECT ?maker { ?chip edge:developedBy ?maker }", hops=1).network) == iris(graph, "甲芯", "Y1", "乙芯")


def test_a_query_for_triples_gives_its_own_edges(graph: KnowledgeGraph) -> None:
    drawn = picture(graph, query="CONSTRUCT { ?core edge:madeFor ?maker } { ?chip edge:developedBy ?maker ; edge:hasCore ?core }").network
    assert [(d, drawn.nodes[a]["label"], drawn.nodes[b]["label"]) for a, b, d in drawn.edges(keys=True)] == [("madeFor", "K1", "甲芯")]
    same = picture(graph, query="CONSTRUCT { ?chip edge:hasCore ?core } { ?chip edge:hasCore ?core ; edge:developedBy ?maker }").network
    assert [d["status"] for _, _, d in same.edges(data=True)] == ["asserted"]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        ({"around": "Y2"}, NotFoundError, "no entity named 'Y2'"),
        ({"query": "ASK {}"}, InputError, "makes no picture"),
        ({"query": "SELECT ?n { BIND(1 AS ?n) }"}, InputError, "nothing to draw"),
        ({"query": "SELECT"}, QueryError, "1"),
        ({"query": "SELECT * { ?s ?p ?o }", "around": "Y1"}, InputError, "give one of the two"),
    ],
)
def test_what_cannot_be_drawn_is_told(graph: KnowledgeGraph, call: dict[str, str], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        picture(graph, **call)  # type: ignore[arg-type]


def test_too_much_is_shown_in_small_and_says_so(graph: KnowledgeGraph) -> None:
    shown = picture(graph, most=5)
    assert shown.full is not None and shown.full.number_of_nodes() == 9
    assert shown.notes["en"].startswith("9 things are more than the 5") and shown.notes["zh"].startswith("共有 9 个事物")
    assert {d["label"] for _, d in shown.network.nodes(data=True)} >= {"Chip", "Core", "Device", "甲芯", "乙芯"}
    assert picture(graph, overview=True).notes == {} and picture(graph).full is None


def test_an_overview_counts_everything_once(graph: KnowledgeGraph) -> None:
    full = network(graph)
    small = overview(full, companies=1)
    assert sum(d["count"] for _, d in small.nodes(data=True)) == full.number_of_nodes()
    assert sum(d["count"] for _, _, d in small.edges(data=True)) == full.number_of_edges()
    assert [d["label"] for _, d in small.nodes(data=True) if d["type"] == "Organization"] == ["Organization", "乙芯"]


def test_places_are_the_same_each_time_and_no_two_things_stand_on_one() -> None:
    plain = nx.disjoint_union_all([nx.star_graph(8), nx.path_graph(3), nx.empty_graph(5)])
    named = nx.relabel_nodes(plain, str)
    places = positions(named)
    assert places == positions(named) and len(set(places.values())) == len(named)
    assert min(x for x, _ in places.values()) == 0 and min(y for _, y in places.values()) == 0
    assert positions(nx.Graph()) == {}


def test_a_still_picture_is_the_same_each_time_and_has_no_letters_that_need_a_font(graph: KnowledgeGraph, tmp_path: Path) -> None:
    drawn = picture(graph, "Y1", 2, language="zh")
    svg = drawn.save(tmp_path / "a.svg").read_bytes()
    assert svg == drawn.save(tmp_path / "b.svg").read_bytes()
    root = ElementTree.fromstring(svg)
    names = {element.tag.rsplit("}", 1)[-1] for element in root.iter()}
    assert "text" not in names and {"path", "use", "title"} <= names


def test_the_font_has_common_chinese_and_what_the_vocabulary_writes() -> None:
    from fontTools.ttLib import TTFont

    known = set(TTFont(FONT)["cmap"].getBestCmap())
    ontology = Path(__file__).resolve().parent.parent / "ontology"
    common = {bytes([a, b]).decode("gb2312", "ignore") for a in range(0xB0, 0xF8) for b in range(0xA1, 0xFF)} - {""}
    assert len(common) == 6763 and {ord(c) for c in common} <= known
    written = {c for path in ontology.rglob("*.ttl") for c in path.read_text("utf8") if "\u3400" <= c <= "\u9fff"}
    missing = sorted(c for c in written if ord(c) not in known)
    assert len(missing) < 0.001 * len(written), f"run scripts/subset_font.py: the vocabulary now writes {missing}"


def test_a_png_draws_chinese_with_that_font(graph: KnowledgeGraph, tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    data = picture(graph, "Y1", 1, language="zh").save(tmp_path / "y.png").read_bytes()
    assert data.startswith(b"\x89PNG") and min(struct.unpack(">II", data[16:24])) > 400
    assert [str(w.message) for w in recwarn if "lyph" in str(w.message)] == []


def test_each_format_is_written_and_no_other(graph: KnowledgeGraph, tmp_path: Path) -> None:
    drawn = picture(graph, "Y1", 1)
    for ending in SUFFIXES:
        assert drawn.save(tmp_path / f"y{ending}").stat().st_size > 500
    with pytest.raises(InputError, match=r"y\.jpg: can't tell the format from the ending; use one of \.html, \.svg"):
        drawn.save(tmp_path / "y.jpg")
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="check the path and its permissions"):
        drawn.save(tmp_path / "file" / "y.svg")
    assert len(nx.read_gexf(tmp_path / "y.gexf")) == 4


def test_network_tools_get_everything_also_where_the_picture_is_an_overview(graph: KnowledgeGraph, tmp_path: Path) -> None:
    assert len(nx.read_graphml(picture(graph, most=2).save(tmp_path / "all.graphml"))) == 9


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed (apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open a picture's page with the network cut; at the end nothing went wrong in it, and it asked for nothing but itself."""
    troubles: list[str] = []
    contexts = []

    def open_page(drawn: Any, **options: Any) -> Any:
        path = drawn.save(tmp_path / "page.html")
        context = browser.new_context(offline=True, **{"locale": "en-US", "viewport": {"width": 1200, "height": 800}} | options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: troubles.append(request.url) if not request.url.startswith((path.as_uri(), "data:")) else None)
        page.goto(path.as_uri())
        page.wait_for_function("window.kg !== undefined")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.mark.browser
def test_a_page_opens_with_no_network_and_finds_a_thing_with_its_sentences(graph: KnowledgeGraph, show: Callable[..., Any]) -> None:
    page = show(picture(graph, "Y1", 2))
    assert page.title() == "Y1"
    assert page.locator("#classes li").all_inner_texts() == ["Organization", "Chip", "Core", "Device"]
    assert page.locator("#statuses li").all_inner_texts() == ["asserted", "planned", "rumored"]
    page.get_by_role("searchbox").or_(page.locator("#find")).first.fill("k1")
    page.keyboard.press("Enter")
    found = page.locator("#found")
    assert found.locator("mark").inner_text() == "Chip:Y1 hasCore Core:K1 count=4"
    assert "asserted · 2031-01-01 · 2031-01-01:2" in found.inner_text()
    page.locator("#find").fill("Y7")
    page.keyboard.press("Enter")
    assert "Nothing bears that name: Y7" in found.inner_text()


@pytest.mark.browser
def test_what_is_not_sure_is_dashed(graph: KnowledgeGraph, show: Callable[..., Any]) -> None:
    page = show(picture(graph, "Y1", 2))
    assert page.evaluate("Object.fromEntries(kg.edges.get().map(e => [e.status, Array.isArray(e.dashes)]))") == {"asserted": False, "planned": True, "rumored": True}


@pytest.mark.browser
def test_a_script_in_a_briefing_is_text(graph: KnowledgeGraph, show: Callable[..., Any]) -> None:
    page = show(picture(graph, "乙芯", 1))
    page.locator("#find").fill("乙芯")
    page.keyboard.press("Enter")
    assert EVIL in page.locator("#found").inner_text() and page.title() == "乙芯"
    assert page.locator("#found img, #found script").count() == 0
    # The tooltip of an edge, as vis-network shows it.
    tooltip = page.evaluate("(() => { const box = document.createElement('div'); box.append(kg.edges.get().find(e => e.status === 'planned').title); return box.innerHTML })()")
    assert "&lt;script&gt;" in tooltip or "<script" not in tooltip


@pytest.mark.browser
def test_a_page_speaks_the_readers_language_and_can_be_switched(graph: KnowledgeGraph, show: Callable[..., Any]) -> None:
    page = show(picture(graph, most=4), locale="zh-CN", color_scheme="dark")
    assert page.get_by_role("note").inner_text().startswith("共有 9 个事物")
    assert "芯片" in page.locator("#classes").inner_text()
    page.get_by_role("button", name="English").click()
    assert page.get_by_role("note").inner_text().startswith("9 things are more than") and page.evaluate("document.documentElement.lang") == "en"
    assert "Chip (1)" in page.evaluate("kg.nodes.get().map(n => n.label)")


@pytest.mark.browser
def test_it_can_be_let_move(graph: KnowledgeGraph, show: Callable[..., Any]) -> None:
    page = show(picture(graph, "Y1", 1))
    button = page.get_by_role("button", name="Let it move")
    button.click()
    assert button.get_attribute("aria-pressed") == "true" and page.evaluate("kg.network.physics.physicsEnabled")
    page.get_by_role("button", name="Show all").click()
    button.click()
    assert not page.evaluate("kg.network.physics.physicsEnabled")
