"""What assistants are told, asked without a server between; how they are served is told in test_mcp.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from served import build_store

from kg.errors import InputError, NotFoundError, QueryError
from kg.graph import KnowledgeGraph
from kg.mcp_server import Assistants
from kg.serve.evaluation import RefusedError
from kg.serve.reader import Reader
from kg.serve.settings import Settings
from kg.serve.views import assistants

BRIEFINGS = {
    "2031-05-06": ("Chip:Y1=甲一号 hasCore Core:K1 count=4", "Chip:Y1 manufacturedBy Organization:乙公司 !rumored", "Chip:Y2 hasCore Core:K1"),
    "2031-06-07": ("Chip:Y1 manufacturedBy Organization:乙公司",),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_store(tmp_path_factory.mktemp("assisted") / "store", BRIEFINGS)


@pytest.fixture(scope="module")
def reader(folder: Path) -> Iterator[Reader]:
    with KnowledgeGraph.open(folder) as graph:
        yield Reader(graph)


def test_a_row_is_backed_by_the_claims_between_its_things_and_by_those_it_shows(reader: Reader) -> None:
    found = assistants.queried(reader, "SELECT ?chip ?core { ?chip edge:hasCore ?core } ORDER BY ?chip", 10)
    assert [row["evidence"][0]["sentence"] for row in found["rows"]] == [BRIEFINGS["2031-05-06"][0], BRIEFINGS["2031-05-06"][2]]
    claims = assistants.queried(reader, "SELECT ?claim { ?claim a edge:Claim ; edge:status edge:Rumored }", 10)["rows"]
    assert [e["status"] for row in claims for e in row["evidence"]] == ["rumored"]
    counted = assistants.queried(reader, "SELECT (COUNT(*) AS ?n) ?none { ?s a edge:Claim OPTIONAL { ?s edge:nothing ?none } } GROUP BY ?none", 10)
    assert counted["rows"] == [{"values": {"n": "4", "none": None}, "evidence": []}]


def test_all_kinds_of_queries_are_answered_and_no_more_rows_than_asked_for(reader: Reader) -> None:
    assert assistants.queried(reader, "ASK { ?s a edge:Person }", 10)["rows"][0]["values"] == {"answer": "no"}
    found = assistants.queried(reader, "CONSTRUCT WHERE { ?chip edge:hasCore ?core }", 1)
    assert found["columns"] == ["subject", "predicate", "object"] and len(found["rows"]) == 1 and found["more"]
    with pytest.raises(RefusedError, match="DELETE is refused"):
        assistants.queried(reader, "DELETE WHERE { ?s ?p ?o }", 10)
    with pytest.raises(QueryError):
        assistants.queried(reader, "SELECT", 10)


def test_a_thing_is_shown_now_and_as_of_a_day(reader: Reader) -> None:
    now, then = assistants.shown(reader, "甲一号"), assistants.shown(reader, "Y1", as_of="2031-05-31")
    status = {f["predicate"]: f["status"] for f in now["facts"]}
    assert status["manufacturedBy"] == "asserted" and {f["predicate"]: f["status"] for f in then["facts"]}["manufacturedBy"] == "rumored"
    with pytest.raises(NotFoundError):
        assistants.shown(reader, "Y9")
    with pytest.raises(InputError):
        assistants.shown(reader, "Y1", as_of="yesterday")


def test_a_question_is_answered_with_sentences_or_a_reason(reader: Reader) -> None:
    found = assistants.asked(reader, "Which chips use K1?")
    assert {a["label"] for a in found["answers"]} == {"Y1", "Y2"} and all(a["evidence"][0]["date"] == "2031-05-06" for a in found["answers"])
    assert assistants.asked(reader, "what is love?")["reason"]


def test_briefings_are_listed_and_read_in_parts(reader: Reader) -> None:
    assert [(b["briefing"], b["claims"]) for b in assistants.listed(reader)["briefings"]] == [("2031-06-07", 1), ("2031-05-06", 3)]
    first, last = assistants.told_in(reader, "2031-05-06", 0, 2), assistants.told_in(reader, "2031-05-06", 2, 2)
    assert [len(first["facts"]), first["more"], len(last["facts"]), last["more"]] == [2, True, 1, False]
    with pytest.raises(NotFoundError, match="did you mean: 2031-05-06"):
        assistants.told_in(reader, "2031-05-07", 0, 2)


def test_days_are_compared_and_no_folders(reader: Reader, folder: Path) -> None:
    assert assistants.differences(reader, "2031-05-31", "2031-06-30")["briefings"] == ["2031-06-07"]
    with pytest.raises(InputError, match="neither a day"):
        assistants.differences(reader, str(folder), "current")


def test_the_tools_give_what_the_views_give(folder: Path) -> None:
    async def main() -> list[Any]:
        served = Assistants(Settings(folder))
        async with served.running(), Client(served.server) as client:
            calls = [
                ("ask", {"question": "Which chips use K1?"}), ("query", {"sparql": "ASK {}"}), ("show", {"name": "Y1"}), ("briefings", {}),
                ("briefings", {"briefing": "2031-06-07"}), ("diff", {"before": "2031-05-31", "after": "2031-06-30"}), ("show", {"name": "Y9"}), ("query", {"sparql": "DROP ALL"}),
            ]  # fmt: skip
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    done = anyio.run(main)
    assert [result.is_error for result in done] == [False] * 6 + [True] * 2
    assert done[0].structured_content["answers"] and done[1].structured_content["rows"][0]["values"] == {"answer": "yes"}
    assert done[3].structured_content["briefings"] and done[4].structured_content["facts"][0]["evidence"]
    assert "no entity named 'Y9'" in done[6].content[0].text and "read-only" in done[7].content[0].text
