"""The graph for assistants, asked by the SDK's own client: over stdin and stdout, and over HTTP."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from mcp import Client, StdioServerParameters
from served import CROSS_JOIN

CHIP = "https://w3id.org/edgekg/id/chip/kompanio-1300t"
Use = Callable[[Client], Awaitable[Any]]


@pytest.fixture(scope="module")
def address(store: Path) -> Iterator[str]:
    """A server over HTTP, as users start it, but for a shorter time limit."""
    command = [sys.executable, "-m", "kg", "mcp", "--http", "--port", "0", "--store", str(store), "--timeout", "2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r"at (http://\S+);", line)
    assert found, line
    try:
        yield found[1]
    finally:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        process.kill()
        process.wait(5)
        process.stderr.close()


def use(server: str | StdioServerParameters, work: Use) -> Any:
    async def main() -> Any:
        async with Client(server) as client:
            return await work(client)

    return anyio.run(main)


def ask_for(address: str, tool: str, **arguments: Any) -> Any:
    """What a tool answers."""

    async def work(client: Client) -> Any:
        return await client.call_tool(tool, arguments)

    return use(address, work)


def refusal(address: str, tool: str, **arguments: Any) -> str:
    """Why a tool doesn't answer."""
    done = ask_for(address, tool, **arguments)
    assert done.is_error
    return str(done.content[0].text)


def test_over_stdio_an_assistant_finds_the_tools_and_gets_answers(store: Path) -> None:
    async def work(client: Client) -> tuple[Any, Any, Any]:
        return (await client.list_tools()).tools, await client.call_tool("ask", {"question": "哪些SoC用了Cortex-A78？"}), client.instructions

    tools, answer, instructions = use(StdioServerParameters(command=sys.executable, args=["-m", "kg", "mcp", "--store", str(store)]), work)
    assert [tool.name for tool in tools] == ["ask", "query", "show", "briefings", "diff"]
    for tool in tools:
        assert tool.annotations.read_only_hint and tool.description and tool.output_schema["type"] == "object"
    assert "quote these" in instructions
    found = answer.structured_content
    assert {a["label"] for a in found["answers"]} == {"Kompanio 1300T", "Snapdragon 888"} and "SELECT" in found["sparql"]
    for one in found["answers"]:
        assert one["evidence"][0]["sentence"] and one["evidence"][0]["briefing"] == "2031-05-06" and one["evidence"][0]["line"] > 0


def test_a_question_that_is_not_understood_gets_the_reason(address: str) -> None:
    found = ask_for(address, "ask", question="what is love?").structured_content
    assert found["answers"] == [] and found["reason"]


def test_rows_of_a_query_come_with_the_claims_behind_them(address: str) -> None:
    done = ask_for(address, "query", sparql="SELECT ?chip ?core { ?chip edge:hasCore ?core } ORDER BY ?chip")
    found = done.structured_content
    assert found["columns"] == ["chip", "core"] and not found["more"] and not done.is_error
    first = found["rows"][0]
    assert first["values"] == {"chip": CHIP, "core": "https://w3id.org/edgekg/id/core/cortex-a78"}
    assert first["evidence"][0]["sentence"].endswith("count=4") and first["evidence"][0]["rule"] == "small.world"
    assert ask_for(address, "query", sparql="ASK { ?s ?p ?o }").structured_content["rows"][0]["values"] == {"answer": "yes"}
    assert ask_for(address, "query", sparql=f"CONSTRUCT {{ <{CHIP}> ?p ?o }} WHERE {{ <{CHIP}> ?p ?o }}").structured_content["columns"] == ["subject", "predicate", "object"]


def test_an_answer_has_no_more_rows_than_asked_for(address: str) -> None:
    found = ask_for(address, "query", sparql="SELECT * { ?s ?p ?o }", limit=3).structured_content
    assert len(found["rows"]) == 3 and found["more"]
    assert "less than or equal to 1000" in refusal(address, "query", sparql="SELECT * { ?s ?p ?o }", limit=100_000)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "INSERT is refused: this server is read-only"),
        ("DROP ALL", "DROP is refused"),
        ("SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }", "SERVICE is refused"),
        ("SELECT * { ?s foo:bar ?o }", "foo"),
        (CROSS_JOIN, "stopped after 2 s"),
    ],
    ids=["insert", "drop", "service", "syntax", "time"],
)
def test_what_the_endpoint_refuses_is_refused_here(text: str, why: str, address: str) -> None:
    assert why in refusal(address, "query", sparql=text)


def test_one_thing_is_shown_with_evidence_as_of_a_day(address: str) -> None:
    found = ask_for(address, "show", name="迅鲲1300T").structured_content
    assert (found["iri"], found["type"]) == (CHIP, "Chip")
    made = next(fact for fact in found["facts"] if fact["predicate"] == "manufacturedBy")
    assert (made["status"], made["sources"]) == ("asserted", 2) and [e["status"] for e in made["evidence"]] == ["asserted", "rumored"]
    assert all(fact["evidence"] for fact in found["facts"]) and found["timeline"]
    then = ask_for(address, "show", name="迅鲲1300T", as_of="2031-05-31").structured_content
    assert next(fact for fact in then["facts"] if fact["predicate"] == "manufacturedBy")["status"] == "rumored"
    assert "no entity named 'Kompanio 1300'; did you mean" in refusal(address, "show", name="Kompanio 1300")


def test_briefings_are_listed_and_read(address: str) -> None:
    listed = ask_for(address, "briefings").structured_content["briefings"]
    assert [b["briefing"] for b in listed] == ["2031-06-07", "2031-05-06"]
    found = ask_for(address, "briefings", briefing="2031-05-06", limit=2).structured_content
    assert len(found["facts"]) == 2 and found["more"] and found["total"] == listed[1]["claims"]
    assert found["facts"][0]["evidence"][0]["line"] == 1
    assert "no briefing named '2031-01-01'" in refusal(address, "briefings", briefing="2031-01-01")


def test_two_days_are_compared_and_no_other_folder_is_opened(address: str, store: Path) -> None:
    found = ask_for(address, "diff", before="2031-05-31", after="2031-06-30").structured_content
    assert found["briefings"] == ["2031-06-07"] and any(fact["predicate"] == "manufacturedBy" for fact in found["changed_status"])
    assert "neither a day" in refusal(address, "diff", before=str(store), after="current")


def test_only_this_machine_is_served_and_no_page_of_another_site(address: str) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    headers = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
    assert httpx.post(address, json=message, headers={**headers, "host": "evil.example"}).status_code == 421
    assert httpx.post(address, json=message, headers={**headers, "origin": "https://evil.example"}).status_code == 403
    assert httpx.post(address, content=b"{" + b" " * (1 << 21), headers=headers).status_code == 413


def test_a_store_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "kg", "mcp", "--store", str(tmp_path / "nowhere")], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 2 and done.stdout == "" and "no store there" in done.stderr and done.stderr.count("\n") == 1
