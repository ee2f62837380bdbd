"""The pages: what stands on them, their twin in JSON, two languages, and nothing of a briefing that a browser would run."""

from __future__ import annotations

import html.parser
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import rdflib
from served import SCRIPT, Site, build_store

from kg.serve.language import strings
from kg.serve.settings import Settings

CHIP = "/id/chip/kompanio-1300t"
PAGES = [
    "/conflicts", "/conflicts?kind=node", "/rules", "/rules/small.world", "/rules/hardware.core_in_chip",
    "/", "/search?q=1300", "/briefings", "/briefing/2031-05-06", "/class/Chip", CHIP, f"{CHIP}?as-of=2031-05-31", "/compare?thing=Snapdragon+888&thing=1300", "/query", "/queries",
    f"/query?query={quote('SELECT * { ?s ?p ?o } LIMIT 3')}", "/query?name=chips-by-core&core=Cortex-A78", "/ask",
    "/graph", "/graph?thing=Kompanio+1300T&hops=2&class=Core&status=rumored&since=2031-01-01", "/graph?from=Snapdragon+888&to=Tablet+V7", f"/ask?q={quote('哪些SoC用了Cortex-A78？')}",
]  # fmt: skip
VOID = {"meta", "link", "input", "br"}


class Page(html.parser.HTMLParser):
    """What a page consists of."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))

    def all(self, tag: str, attribute: str) -> list[str]:
        return [attributes[attribute] for name, attributes in self.tags if name == tag and attribute in attributes]


def twin(path: str) -> str:
    before, mark, after = path.partition("?")
    return f"{'/index' if before == '/' else before}.json{mark}{after}"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_sound(path: str, language: str, site: Site) -> None:
    answer = site.get(path, language=language)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    page = Page(answer.text)
    assert page.all("html", "lang") == ["en" if language == "en" else "zh-Hans"]
    assert [tag for tag, _ in page.tags].count("h1") == 1
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    labelled = set(page.all("label", "for"))
    fields = [a for tag, a in page.tags if tag in {"input", "select", "textarea"} and a.get("type") != "hidden"]
    assert {a["id"] for a in fields} <= labelled and len(ids) == len(set(ids))
    assert not any(name.startswith("on") or name == "style" for _, attributes in page.tags for name in attributes)
    assert all(source.startswith("/static/") for source in page.all("script", "src")) and "<script>" not in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_twin_in_json(path: str, site: Site) -> None:
    answer = site.get(twin(path))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert isinstance(answer.json(), dict)
    if "/id/" not in path:
        assert site.get(path, accept="application/json").json().keys() == answer.json().keys()


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_somewhere(path: str, site: Site) -> None:
    for address in dict.fromkeys(Page(site.get(path).text).all("a", "href")):
        if address.startswith("/") and not address.startswith("/settings"):
            assert site.get(address.split("#")[0]).status_code in {200, 303}, address
        else:
            assert address.startswith(("#", "/settings?", "http")), address


def test_the_catalogues_say_the_same_things() -> None:
    english, chinese = ({key for key in strings(language) if not key.endswith("_one")} for language in ("en", "zh"))
    assert english == chinese and strings("en")["inverse"].keys() == strings("zh")["inverse"].keys()
    for key in english - {"inverse"}:
        assert set(re.findall(r"\{\w+\}", strings("en")[key])) == set(re.findall(r"\{\w+\}", strings("zh")[key])), key


# --- the home page


def test_home_counts_what_there_is_and_shows_what_is_new(site: Site) -> None:
    data = site.get("/index.json").json()
    assert {item["type"]: item["count"] for item in data["classes"]}["Chip"] == 3
    assert (data["briefings"], [b["stem"] for b in data["newest_briefings"]]) == (2, ["2031-06-07", "2031-05-06"])
    assert {fact["date"] for fact in data["newest_facts"]} == {"2031-06-07"}
    page = Page(site.get("/", language="zh").text)
    assert "芯片 3" in page.text and "最新事实" in page.text and "/class/Chip" in page.all("a", "href")


@pytest.mark.parametrize("typed", ["1300", "kompanio", "迅鲲", "xk1300", "xunkun", "k<b>", "Ｋompanio"])
def test_a_name_is_found_by_any_part_in_either_language_and_by_pinyin(typed: str, site: Site) -> None:
    found = site.get(f"/suggest.json?q={quote(typed)}").json()["things"]
    assert CHIP in [thing["path"] for thing in found]


def test_the_best_name_comes_first(site: Site) -> None:
    assert site.get("/suggest.json?q=lfk").json()["things"][0]["labels"] == {"zh": "联发科"}
    assert site.get("/suggest.json?q=").json()["things"] == site.get("/suggest.json?q=zzzz").json()["things"] == []


# --- a thing


def test_a_thing_shows_its_facts_with_status_date_and_sentence(site: Site) -> None:
    data = site.get(f"{CHIP}.json").json()
    assert data["labels"] == {"en": "Kompanio 1300T"} and "迅鲲1300T" in data["aliases"]
    groups = {(group["predicate"], group["inverse"]): group["facts"] for group in data["groups"]}
    [made] = groups["manufacturedBy", False]
    assert (made["status"], made["date"], made["sources"], made["holds"]) == ("asserted", "2031-06-07", 2, True)
    assert [claim["status"] for claim in made["claims"]] == ["asserted", "rumored"]
    [core] = groups["hasCore", False]
    assert core["details"] == ["×4"] and core["value"]["path"] == "/id/core/cortex-a78"
    assert ("usesChip", True) in groups
    assert "".join(text for text, _ in core["claims"][0]["evidence"][0]["pieces"]) == core["claims"][0]["evidence"][0]["sentence"]
    assert [day["date"] for day in data["timeline"]] == ["2031-05-06", "2031-06-07"]
    assert any(event["was"] == "rumored" for event in data["timeline"][1]["events"])
    page = Page(site.get(CHIP).text)
    assert "count=4" in page.text and [tag for tag, _ in page.tags].count("details") == sum(len(g["facts"]) for g in data["groups"])


def test_a_thing_is_told_in_the_words_of_schema_org(site: Site) -> None:
    text = site.get(CHIP).text
    found = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1])  # type: ignore[index]
    assert (found["@id"], found["@type"], found["name"]) == ("https://w3id.org/edgekg" + CHIP, "Product", {"@value": "Kompanio 1300T", "@language": "en"})
    assert found["manufacturer"]["name"] == "台积电" and "K<b>1300T" in found["alternateName"]
    assert "<b>" not in text.split("</head>")[0]


def test_the_graph_is_described_as_a_data_set(site: Site) -> None:
    for accept, format_ in (("*/*", "turtle"), ("application/ld+json", "json-ld")):
        answer = site.get("/.well-known/void", accept=accept)
        graph = rdflib.Graph().parse(data=answer.text, format=format_)
        me = rdflib.URIRef("http://127.0.0.1:8000/.well-known/void#dataset")
        assert graph.value(me, rdflib.URIRef("http://rdfs.org/ns/void#sparqlEndpoint")) == rdflib.URIRef("http://127.0.0.1:8000/sparql")
    assert "x>" not in site.get("/.well-known/void", headers={"host": "localhost:1/<x>"}).text


def test_what_no_longer_holds_is_still_told(site: Site) -> None:
    data = site.get("/id/chip/snapdragon-888.json").json()
    [denied] = [f for g in data["groups"] if g["predicate"] == "manufacturedBy" for f in g["facts"]]
    assert (denied["status"], denied["holds"]) == ("denied", False)


def test_briefings_that_disagree_are_set_side_by_side(site: Site) -> None:
    [conflict] = site.get(f"{CHIP}.json").json()["conflicts"]
    assert conflict["about"] == "processNode" and {side["value"] for side in conflict["sides"]} == {"6 nm", "7 nm"}
    assert "Where briefings disagree" in site.get(CHIP).text


@pytest.mark.parametrize(
    ("accept", "ending", "format_"), [("text/turtle", ".ttl", "turtle"), ("application/ld+json", ".jsonld", "json-ld"), ("application/n-triples", ".nt", "nt")]
)
def test_an_iri_gives_what_the_client_can_read(accept: str, ending: str, format_: str, site: Site) -> None:
    iri = rdflib.URIRef("https://w3id.org/edgekg" + CHIP)
    core = rdflib.URIRef("https://w3id.org/edgekg/ontology#hasCore")
    for answer in (site.get(CHIP, accept=accept), site.get(CHIP + ending)):
        assert answer.headers["content-type"].startswith(accept)
        graph = rdflib.Graph().parse(data=answer.text, format=format_)
        assert graph.value(iri, core) is not None and "xunkun" not in answer.text and list(graph.subjects(rdflib.RDF.subject, iri))


def test_a_claim_leads_to_its_place(site: Site) -> None:
    claim = site.get(f"{CHIP}.json").json()["groups"][0]["facts"][0]["claims"][0]["iri"].removeprefix("https://w3id.org/edgekg")
    answer = site.get(claim)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{CHIP}#{claim.rsplit('/', 1)[-1]}")
    assert "quote" in site.get(claim + ".ttl").text


@pytest.mark.parametrize(
    "path", ["/nowhere", "/id/chip/nope", "/briefing/1999-01-01", "/class/Ship", "/claim/0", "/id/chip/a%22%3E%7Bb", "/query?name=nope", "/graph/nope", "/rules/nope"]
)
def test_what_is_not_there_is_told(path: str, site: Site) -> None:
    page = site.get(path)
    assert page.status_code == 404 and page.headers["content-type"].startswith("text/html")
    assert site.get(path, accept="application/json").json()["status"] == 404


# --- a briefing, comparing, asking, querying


def test_a_briefing_is_read_with_names_marked_and_claims_beside(site: Site) -> None:
    data = site.get("/briefing/2031-05-06.json").json()
    assert data["newer"]["stem"] == "2031-06-07" and "older" not in data
    assert data["is_whole"] and data["coverage"]["sentences"] >= data["coverage"]["telling_sentences"] > 0
    first = next(sentence for item in data["items"] for sentence in item["sentences"] if sentence["line"] == 1 and sentence["claims"])
    assert [claim["predicate"] for claim in first["claims"]] == ["hasCore"]
    assert "".join(piece["text"] for piece in first["pieces"]) == first["sentence"]
    assert {piece["thing"]["type"] for piece in first["pieces"] if "thing" in piece} >= {"Core", "Chip"} or first["pieces"]
    assert len(data["things"]) > 5
    assert "mention t-Core" in site.get("/briefing/2031-05-06").text


def test_a_thing_shows_what_is_around_it_and_what_briefings_call_it(site: Site) -> None:
    data = site.get("/id/chip/kompanio-1300t.json").json()
    assert {node["predicate"] for node in data["around"]["nodes"]} >= {"hasCore", "developedBy", "usesChip"}
    assert {used["name"] for used in data["names"]} >= {"Kompanio 1300T", "迅鲲1300T"} and data["names"][0]["briefings"]
    page = site.get("/id/chip/kompanio-1300t").text
    assert '<svg class="around"' in page and 'href="/id/core/cortex-a78"' in page.split("<svg")[1].split("</svg>")[0]


def test_of_one_predicate_the_facts_come_a_page_at_a_time(site: Site) -> None:
    data = site.get("/id/core/cortex-a78.json?predicate=hasCore&inverse=1").json()
    [group] = data["groups"]
    assert (group["predicate"], group["inverse"], group["count"]) == ("hasCore", True, 2) and len(group["facts"]) == 2
    later = site.get("/id/core/cortex-a78.json?predicate=hasCore&inverse=1&start=1").json()["groups"][0]
    assert later["count"] == 2 and [f["value"]["label"] for f in later["facts"]] == [group["facts"][1]["value"]["label"]]
    assert site.get("/id/core/cortex-a78?predicate=hasCore&start=x").status_code == 400


def test_things_side_by_side_with_what_differs(site: Site) -> None:
    data = site.get("/compare.json?thing=Snapdragon+888&thing=迅鲲1300T&thing=Kompanio+1300T&thing=nope").json()
    assert [thing["label"] for thing in data["things"]] == ["Snapdragon 888", "Kompanio 1300T"]
    assert [missing["name"] for missing in data["missing"]] == ["nope"]
    rows = {row["predicate"]: row for row in data["rows"]}
    assert rows["hasCore"]["differs"] and rows["hasCore"]["cells"][0][0]["details"] == ["×3, 2.4 GHz"]
    six = "&".join(f"thing={quote(name)}" for name in ("Cortex-A78", "联发科", "台积电", "三星", "Snapdragon 888", "Tablet V7"))
    crowd = site.get(f"/compare.json?{six}").json()
    assert (len(crowd["things"]), crowd["left_out"]) == (5, 1)


def test_a_question_is_answered_with_its_sentences(site: Site) -> None:
    data = site.get(f"/ask.json?q={quote('哪些SoC用了Cortex-A78？')}").json()
    assert {answer["label"] for answer in data["answers"]} == {"Kompanio 1300T", "Snapdragon 888"}
    assert data["answers"][0]["evidence"][0]["briefing"] == "2031-05-06" and "SELECT" in data["sparql"]
    assert site.get("/ask?q=" + "a" * 201).status_code == 400
    refused = site.get(f"/ask.json?q={quote('what is love?')}").json()
    assert refused["answers"] == [] and refused["reason"] and "No answer" in site.get("/ask?q=what+is+love%3F").text


def test_a_query_shows_labels_time_and_downloads(site: Site) -> None:
    text = "SELECT ?chip ?core { ?chip edge:hasCore ?core } ORDER BY ?chip"
    page = Page(site.get(f"/query?query={quote(text)}").text)
    assert "2 rows" in page.text and "Kompanio 1300T" in page.text and re.search(r"\d+ ms", page.text)
    assert any(address.startswith("/sparql?") and "format=csv" in address for address in page.all("a", "href"))
    assert CHIP in page.all("a", "href")
    assert "Yes" in Page(site.get(f"/query?query={quote('ASK { ?s ?p ?o }')}").text).text


def test_an_error_in_a_query_is_marked_at_its_place(site: Site) -> None:
    answer = site.get(f"/query?query={quote('SELECT * {' + chr(10) + '  ?s foo:bar ?o }')}")
    assert answer.status_code == 400 and '<mark class="wrong">foo:bar</mark>' in answer.text and "line 2, column 13" in answer.text
    assert "read-only" in site.get("/query?query=DROP+ALL").text


def test_a_named_query_has_a_form(site: Site) -> None:
    page = site.get("/query?name=chips-by-core", language="zh")
    assert page.status_code == 200 and '<select id="p-language"' in page.text and "必填" in page.text
    assert "missing" in site.get("/query?name=chips-by-core&run=1").text
    answer = site.get("/query.json?name=chips-by-core&core=cortex-a78").json()["answer"]
    assert len(answer["rows"]) == 2


# --- choices, and what is in briefings


def test_language_and_colours_are_kept(site: Site) -> None:
    choice = site.get("/settings?lang=zh&theme=dark&back=/ask?q=1")
    assert (choice.status_code, choice.headers["location"]) == (303, "/ask?q=1")
    page = site.get("/", language="en", headers={"cookie": "kg_lang=zh; kg_theme=dark"})
    assert 'lang="zh-Hans" data-theme="dark"' in page.text
    assert site.get("/settings?lang=xx&theme=%22%3E").headers.get("set-cookie") is None
    assert 'data-theme="auto"' in site.get("/", headers={"cookie": 'kg_theme="><script>'}).text


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/%0d%0aset-cookie:x"])
def test_nobody_is_sent_elsewhere(back: str, site: Site) -> None:
    assert site.get(f"/settings?lang=en&back={back}").headers["location"] in {"/", "/%0D%0Aset-cookie:x"}


@pytest.mark.parametrize(
    "path",
    [
        f"/search?q={quote(SCRIPT)}",
        f"/ask?q={quote(SCRIPT)}",
        f"/query?query={quote(SCRIPT)}",
        f"/compare?thing={quote(SCRIPT)}&thing={quote(SCRIPT + '2')}",
        "/class/Chip",
        "/briefing/2031-05-06",
        f"/{quote(SCRIPT)}",
    ],
)
def test_nothing_of_a_briefing_or_of_an_address_is_run(path: str, site: Site) -> None:
    answer = site.get(path)
    assert "<script>alert" not in answer.text and '"onmouseover' not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"] and "unsafe" not in answer.headers["content-security-policy"]
    Page(answer.text)


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fsettings.py", "/static//etc/passwd", "/id/../../etc/passwd", "/briefing/..%2f..%2fledger.json"]
)
def test_no_path_leads_out(path: str, site: Site) -> None:
    answer = site.get(path)
    assert answer.status_code == 404 and "import" not in answer.text and "root:" not in answer.text


def test_the_pages_of_a_day_know_nothing_later(site: Site) -> None:
    now, then = (site.get(f"/id/chip/kompanio-1300t.json{day}").json() for day in ("", "?as-of=2031-05-31"))
    assert [_foundry(page)["status"] for page in (now, then)] == ["asserted", "rumored"]
    assert [step["status"] for step in _foundry(now)["story"]] == ["rumored", "asserted"] and _foundry(now)["story"][1]["days"] == 32
    assert site.get("/id/device/tablet-v7?as-of=2031-05-31").status_code == 404
    page = site.get("/id/chip/kompanio-1300t?as-of=2031-05-31").text
    assert 'href="/id/core/cortex-a78?as-of=2031-05-31"' in page and "later briefings are unseen" in page
    asked = site.get("/ask.json", params={"q": "Who manufactures the Kompanio 1300T?", "as-of": "2031-05-31"}).json()
    assert [answer["status"] for answer in asked["answers"]] == ["rumored"]


def _foundry(page: dict[str, Any]) -> dict[str, Any]:
    return next(fact for group in page["groups"] if group["predicate"] == "manufacturedBy" for fact in group["facts"])


def test_a_query_is_put_to_the_graph_of_a_day_at_each_address(site: Site) -> None:
    text = "SELECT ?briefing { ?briefing a edge:Briefing }"
    assert [len(site.get("/query.json", params={"query": text, **day}).json()["answer"]["rows"]) for day in ({}, {"as-of": "2031-05-31"})] == [2, 1]
    answers = [site.get("/sparql", params={"query": text, "format": "json", **day}) for day in ({}, {"as-of": "2031-05-31"})]
    assert [len(answer.json()["results"]["bindings"]) for answer in answers] == [2, 1]
    assert answers[0].headers["etag"] != answers[1].headers["etag"]
    assert "/sparql?query=" in (page := site.get("/query", params={"query": text, "as-of": "2031-05-31"}).text) and "&amp;as-of=2031-05-31" in page


@pytest.mark.parametrize("path", ["/id/chip/kompanio-1300t", "/ask?q=a", "/query?query=ASK%7B%7D", "/sparql?query=ASK%7B%7D", "/briefings.json"])
def test_what_is_no_day_is_refused(path: str, site: Site) -> None:
    answer = site.get(f"{path}{'&' if '?' in path else '?'}as-of=2031-02-30")
    assert answer.status_code == 400 and "is no day; give one as 2021-01-05" in html.unescape(answer.text)


def test_the_page_of_a_thing_draws_what_became_of_a_fact(site: Site) -> None:
    for language, days in (("en", "(32 days)"), ("zh", "(32 天)")):
        page = " ".join(site.get("/id/chip/kompanio-1300t", headers={"accept-language": language}).text.split())
        assert days in page and page.index("2031-05-06</time> <span aria-hidden") < page.index(days)


def test_pages_follow_a_new_snapshot(tmp_path: Path) -> None:
    store = build_store(tmp_path / "store", {"2031-05-06": ("Chip:Y1 hasCore Core:K1",)})
    with Site(Settings(store)) as site:
        assert site.get("/id/chip/y2").status_code == 404 and site.get("/index.json").json()["claims"] == 1
        build_store(store, {"2031-05-06": ("Chip:Y1 hasCore Core:K1", "Chip:Y2 hasCore Core:K1")})
        assert site.get("/id/chip/y2").status_code == 200 and site.get("/index.json").json()["claims"] == 2
        assert site.get("/suggest.json?q=y2").json()["things"]


def test_conflicts_show_both_sentences_side_by_side(site: Site) -> None:
    page = Page(site.get("/conflicts?kind=node").text)
    assert "Kompanio 1300T" in page.text and page.text.count("processNode") == 2
    (conflict,) = site.get("/conflicts.json?thing=Kompanio+1300T&kind=node").json()["conflicts"]
    assert [(side["value"]["label"], side["claims"][0]["briefing"]) for side in conflict["sides"]] == [("6 nm", "2031-05-06"), ("7 nm", "2031-06-07")]
    assert f"kg correct rule {conflict['id']}" in page.text
    assert site.get("/conflicts.json?kind=status").json()["conflicts"] == []


@pytest.mark.parametrize(("path", "status", "message"), [("/conflicts.json?kind=colour", 400, "kind=colour: none; give one of"), ("/conflicts.json?thing=nope", 404, "nope")])
def test_conflicts_of_what_is_none_are_refused(site: Site, path: str, status: int, message: str) -> None:
    answer = site.get(path)
    assert answer.status_code == status and message in answer.text
