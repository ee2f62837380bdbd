"""The graph for assistants: a server of the Model Context Protocol whose tools read, never write, within the limits of the SPARQL endpoint.

Nothing that an assistant asks runs in the server's own process: `kg.serve.pool` hands it to processes that are confined and killed at their limit. Each
answer comes with the sentences that say it.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncIterator
from typing import Annotated, Any, TypeVar

import anyio
import uvicorn
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field
from starlette.applications import Starlette
from starlette.middleware import Middleware

from kg import __version__
from kg.errors import KgError
from kg.serve.frame import PAGE_SECONDS
from kg.serve.guard import Guard
from kg.serve.pool import Pool
from kg.serve.running import listen
from kg.serve.settings import MEGABYTE, Settings
from kg.serve.worker import PREPARING, Limits
from kg.store import DiskStore

PATH = "/mcp"
MOST_ROWS = 1000
"""Rows that an assistant may be given at once: they fill what it can keep in mind."""

_PLACES = 4
_OWN_MEMORY = 2048 * MEGABYTE
_READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS = """A knowledge graph of edge-AI hardware, software, papers and companies, read from briefings in Chinese and English.
Every fact has a status (asserted, planned, rumored, denied, past), a date, and the sentence that says it: quote these, and say how sure they are.
Start with `ask` for a question in words and `show` for one thing; use `query` (SPARQL 1.1, read-only) for what these can't answer.
In `query` the default graph is all graphs together, and the prefixes edge: id: rdf: rdfs: skos: dcterms: prov: need no declaration. Plain edges say what
holds now: ?chip edge:hasCore ?core. A thing is written in full: <https://w3id.org/edgekg/id/chip/kompanio-1300t>. Claims say the rest:
?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; edge:status ?status."""


class Evidence(BaseModel):
    """A sentence that says something."""

    briefing: str = Field(description="Which briefing; `briefings` lists them")
    line: int
    date: str | None = Field(description="When it was said")
    status: str = Field(description="How sure the sentence is: asserted, planned, rumored, denied or past")
    quote: str = Field(description="The words that say it")
    sentence: str
    rule: str = Field("", description="What read it")
    confidence: float | None = Field(None, description="How often that rule is right, as measured")


class Finding(BaseModel):
    """One answer to a question."""

    label: str
    aliases: list[str] = []
    value: str = ""
    unit: str = ""
    iri: str = ""
    condition: str = Field("", description="Of a figure that was ranked: what it is said under, such as INT8, where others are said under something else")
    status: str
    evidence: list[Evidence]


class LeftOut(BaseModel):
    """A figure that was not ranked with the others."""

    label: str
    value: str
    condition: str


class Answer(BaseModel):
    """What `ask` returns."""

    question: str
    sparql: str = Field(description="The query that was run; empty where the question was not understood")
    answers: list[Finding]
    reason: str = Field("", description="Why there are no answers")
    suggestions: list[str] = Field([], description="Questions near by that have answers")
    note: str = Field("", description="Why not all figures were ranked with each other")
    left_out: list[LeftOut] = Field([], description="Figures under other conditions, which were not ranked")


class Row(BaseModel):
    """A row of a query's answer."""

    values: dict[str, str | None]
    evidence: list[Evidence] = Field(description="Claims that tie together what stands in the row; select ?claim to have them for sure")


class Table(BaseModel):
    """What `query` returns."""

    columns: list[str]
    rows: list[Row]
    more: bool = Field(description="Whether there are more rows")


class Fact(BaseModel):
    """A fact about a thing."""

    predicate: str
    inverse: bool = Field(description="Whether the thing is the fact's object")
    value: str
    iri: str
    details: list[str]
    status: str
    date: str | None
    holds: bool = Field(description="Whether the latest word is neither that it is denied nor that it is past")
    sources: int
    evidence: list[Evidence]


class Thing(BaseModel):
    """What `show` returns."""

    iri: str
    type: str
    label: str
    aliases: list[str]
    facts: list[Fact]
    timeline: list[dict[str, Any]] = Field(description="When each fact was first said, and when its status changed")
    conflicts: list[dict[str, Any]] = Field(description="Where briefings disagree")
    namesakes: list[dict[str, Any]] = Field(description="Other things of the same name")


class Statement(BaseModel):
    """What a briefing says."""

    subject: str
    predicate: str
    object: str
    status: str
    evidence: list[Evidence]


class Briefings(BaseModel):
    """What `briefings` returns: the list of them, or what one of them says."""

    briefings: list[dict[str, Any]] = []
    briefing: str = ""
    title: str = ""
    date: str | None = None
    facts: list[Statement] = []
    total: int = 0
    more: bool = False


class Difference(BaseModel):
    """What `diff` returns."""

    before: str
    after: str
    briefings: list[str]
    new_things: list[dict[str, Any]]
    new_facts: list[dict[str, Any]]
    changed_status: list[dict[str, Any]]
    changed_values: list[dict[str, Any]]
    vanished_facts: list[dict[str, Any]]
    vanished_things: list[dict[str, Any]]


Result = TypeVar("Result", bound=BaseModel)
AsOf = Annotated[str, Field(description="Only what was known on that day, such as 2021-08-01; empty for all")]


class Assistants:
    """The tools, and the processes that answer them.

    Parameters
    ----------
    settings : Settings
        Its store, time limit, memory, rows, workers and queue count as for ``kg serve``.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        places = min(settings.workers, _PLACES)
        self._queries = Pool(
            settings.store, places=places, length=settings.queue, patience=settings.patience, wait=settings.wait, limits=Limits(settings.memory)
        )  # fmt: skip
        self._own = Pool(settings.store, places=2, length=settings.queue, patience=PREPARING, wait=PAGE_SECONDS, limits=Limits(_OWN_MEMORY, prepares=True))
        self.server = MCPServer("kg", title="Edge-AI knowledge graph", instructions=_INSTRUCTIONS, version=__version__, log_level="WARNING", subscriptions=False)
        for tool in (self.ask, self.query, self.show, self.briefings, self.diff):
            self.server.add_tool(tool, annotations=_READ_ONLY, description=(tool.__doc__ or "").strip())

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Have the processes run."""
        async with self._queries, self._own:
            yield

    async def _do(self, result: type[Result], pool: Pool, seconds: float, job: str, **arguments: Any) -> Result:
        try:
            reply = await pool.run(job, arguments, seconds=seconds)
        except KgError as error:
            raise ToolError(str(error)) from error
        return result.model_validate(reply.value)

    async def ask(self, question: Annotated[str, Field(max_length=200, description="In Chinese or English")], as_of: AsOf = "") -> Answer:
        """Answer a question in words, such as "Which chips use the Cortex-A78?" or "骁龙888由谁代工？", each answer with the sentences that say it.

        A question that is not understood gets a reason and questions near by: it is never guessed at.
        """
        return await self._do(Answer, self._own, PAGE_SECONDS, "asked", question=question, as_of=as_of)

    async def query(
        self, sparql: Annotated[str, Field(description="A SELECT, ASK, CONSTRUCT or DESCRIBE; updates and SERVICE are refused")],
        limit: Annotated[int, Field(ge=1, le=MOST_ROWS, description="Rows at most")] = 100, as_of: AsOf = "",
    ) -> Table:  # fmt: skip
        """Run a SPARQL 1.1 query, read-only, and give its rows; beside each, the claims that tie together what stands in it."""
        rows = min(limit, self._settings.rows)
        return await self._do(Table, self._queries, self._settings.timeout, "queried", text=sparql, rows=rows, as_of=as_of)

    async def show(
        self, name: Annotated[str, Field(description="Any of its names, in any language and spelling, or its IRI")],
        type: Annotated[str, Field(description="Which of several things of that name: Chip, ISA, Organization …; empty for the best")] = "", as_of: AsOf = "",
    ) -> Thing:  # fmt: skip
        """Give all that is known of one thing (chip, core, device, company, person, software, model, paper …): facts with evidence, timeline, conflicts."""
        return await self._do(Thing, self._own, PAGE_SECONDS, "shown", name=name, type=type, as_of=as_of)

    async def briefings(
        self, briefing: Annotated[str, Field(description="One of them; empty for the list of all")] = "",
        start: Annotated[int, Field(ge=0, description="The first fact to give")] = 0, limit: Annotated[int, Field(ge=1, le=MOST_ROWS, description="Facts at most")] = 100,
    ) -> Briefings:  # fmt: skip
        """List the briefings that the graph was read from, newest first; or give what one of them says, in order, with its sentences."""
        if not briefing:
            return await self._do(Briefings, self._own, PAGE_SECONDS, "listed")
        return await self._do(Briefings, self._own, PAGE_SECONDS, "told_in", briefing=briefing, start=start, rows=limit)

    async def diff(
        self, before: Annotated[str, Field(description="A day such as 2021-07-18, or a snapshot: previous, current, 000007")],
        after: Annotated[str, Field(description="Another")] = "current",
    ) -> Difference:  # fmt: skip
        """Tell what is new between two days: things, facts, changed statuses and values, what vanished; each with the sentence that says it."""
        return await self._do(Difference, self._own, PAGE_SECONDS, "differences", before=before, after=after)


def run_stdio(settings: Settings) -> None:
    """Serve one assistant over stdin and stdout until it hangs up.

    Raises
    ------
    StoreError
        If there is no store, or it can't be read.
    """
    DiskStore(settings.store).close()  # told before anything starts
    assistants = Assistants(settings)

    async def serve() -> None:
        async with assistants.running():
            await assistants.server.run_stdio_async()

    anyio.run(serve)


def http_app(settings: Settings) -> Starlette:
    """Return the application that serves assistants over streamable HTTP, for this machine only.

    Examples
    --------
    >>> from pathlib import Path
    >>> [route.path for route in http_app(Settings(Path("kg-store"))).routes]
    ['/mcp']
    """
    assistants = Assistants(settings)
    hosts = ["127.0.0.1:*", "localhost:*", "[::1]:*"]
    security = TransportSecuritySettings(enable_dns_rebinding_protection=True, allowed_hosts=hosts, allowed_origins=[])
    inner = assistants.server.streamable_http_app(
        streamable_http_path=PATH, json_response=True, stateless_http=True, max_request_body_size=settings.body, transport_security=security
    )  # fmt: skip

    @contextlib.asynccontextmanager
    async def running(app: Starlette) -> AsyncIterator[None]:
        async with assistants.running(), inner.router.lifespan_context(inner):
            yield

    return Starlette(routes=inner.routes, middleware=[Middleware(Guard, settings=settings)], lifespan=running)


def run_http(settings: Settings) -> None:
    """Serve assistants over streamable HTTP until interrupted.

    Raises
    ------
    StoreError
        If there is no store, or it can't be read.
    InputError
        If the address can't be listened on.
    """
    DiskStore(settings.store).close()
    with listen(settings.host, settings.port) as listening:
        print(f"Serving {settings.store} to assistants at http://{settings.host}:{listening.getsockname()[1]}{PATH}; Ctrl-C stops it.", file=sys.stderr, flush=True)
        config = uvicorn.Config(
            http_app(settings), log_level="warning", access_log=False, ws="none", lifespan="on", server_header=False, proxy_headers=False, timeout_graceful_shutdown=5
        )  # fmt: skip
        uvicorn.Server(config).run(sockets=[listening])
