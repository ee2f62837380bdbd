"""What commands print for people: tables with colours on a terminal, plain and as wide as they need to be in a pipe; progress on stderr, on a terminal only."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.ask import Answer, Finding
    from kg.builder import BuildSummary, Progress
    from kg.evaluate import Evaluation, Score
    from kg.profile import Event, Profile, ProfileFact
    from kg.queries import NamedQuery, Parameter
    from kg.results import Result

_AS_WIDE_AS_NEEDED = 100_000
_SHOWN_SENTENCES = 10
STYLES = {"asserted": "green", "planned": "cyan", "rumored": "yellow", "denied": "red", "past": "dim"}
"""Colour of each status."""


def show(*parts: RenderableType) -> None:
    """Print to stdout."""
    if sys.stdout.isatty():
        Console(highlight=False, emoji=False, markup=False).print(*parts, sep="\n")
        return
    buffer = io.StringIO()
    # A pipe gets no colours, whatever FORCE_COLOR says, no ends of lines padded with spaces, and no line broken where a terminal would end.
    console = Console(file=buffer, width=_AS_WIDE_AS_NEEDED, highlight=False, emoji=False, markup=False, no_color=True, force_terminal=False)
    console.print(*parts, sep="\n", soft_wrap=True)
    print("\n".join(line.rstrip() for line in buffer.getvalue().splitlines()))


def table(columns: Sequence[str], rows: Iterable[Sequence[str | Text]], *, title: str = "", right: Sequence[int] = ()) -> Table:
    """Return a table; the columns numbered in `right` are flush right."""
    result = Table(title=title or None, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for number, name in enumerate(columns):
        result.add_column(name, justify="right" if number in right else "left", overflow="fold")
    for row in rows:
        result.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    return result


def status(name: str) -> Text:
    """Return the name of a status in its colour."""
    return Text(name, style=STYLES.get(name, ""))


@contextmanager
def progress_bar(label: str, last: str = "linking and writing") -> Iterator[Progress | None]:
    """Give what long work calls with its progress: a bar on stderr where that is a terminal, else None. `last` tells what is done after the last part."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # slow

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)

        def advance(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total, description=f"{label} {name}" if done < total else last)

        yield advance


def build_tables(summary: BuildSummary, *, verbose: bool) -> list[RenderableType]:
    """Return what a build did and what the store holds."""
    changes = [(len(summary.read), "read"), (len(summary.unchanged), "unchanged"), (len(summary.removed), "removed"), (len(summary.problems), "unreadable")]
    both = Table.grid(padding=(0, 6))
    both.add_row(_counts("things", summary.things), _counts("claims", summary.claims))
    parts: list[RenderableType] = [
        both,
        Text(f"Briefings: {', '.join(f'{n} {what}' for n, what in changes if n or what == 'read')}."),
    ]
    if summary.silent:
        shown = summary.silent if verbose else summary.silent[:_SHOWN_SENTENCES]
        more = len(summary.silent) - len(shown)
        parts.append(Text(f"\n{len(summary.silent)} sentences gave nothing{f' ({more} more: --verbose)' if more else ''}:"))
        parts += [Text(f"  {stem}:{evidence.line}: {evidence.sentence or evidence.quote}", style="dim") for stem, evidence in shown]
    return parts


def _counts(what: str, counts: Mapping[str, int]) -> Table:
    rows = [(name, str(count)) for name, count in sorted(counts.items(), key=lambda item: -item[1])]
    return table((what, "number"), [*rows, ("all", str(sum(counts.values())))], right=(1,))


def evaluation_tables(evaluation: Evaluation, *, by_rule: bool, verbose: bool) -> list[RenderableType]:
    """Return the scores."""
    parts: list[RenderableType] = [
        _scores("entities", evaluation.types, evaluation.entities),
        _scores("claims", evaluation.predicates, evaluation.claims),
        Text(f"status right: {_share(evaluation.status)}\nqualifiers right: {_share(evaluation.qualifiers)}"),
        table(("errors", "number"), [(kind, str(count)) for kind, count in evaluation.error_counts.items()], right=(1,)),
    ]
    if by_rule:
        rows = sorted(evaluation.rules.items(), key=lambda item: (item[1].precision, -item[1].predicted))
        parts.append(table(("rule", "P", "right", "made"), [(name, f"{s.precision:.3f}", str(s.right), str(s.predicted)) for name, s in rows], right=(1, 2, 3)))
    if verbose:
        parts += [Text(str(error)) for error in evaluation.errors]
    return parts


def _scores(what: str, scores: Mapping[str, Score], total: Score) -> Table:
    rows = [*sorted(scores.items(), key=lambda item: -item[1].gold), ("all", total)]
    return table(
        (what, "P", "R", "F1", "gold", "predicted"),
        [(name, f"{s.precision:.3f}", f"{s.recall:.3f}", f"{s.f1:.3f}", str(s.gold), str(s.predicted)) for name, s in rows],
        right=(1, 2, 3, 4, 5),
    )  # fmt: skip


def _share(score: Score) -> str:
    return f"{score.right} of {score.gold}" + (f" ({score.right / score.gold:.3f})" if score.gold else "")


def result_table(result: Result) -> Table:
    """Return the rows of a query, IRIs with our prefixes."""
    return table(result.variables, [[term_text(term) for term in row] for row in result.rows])


def term_text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> Text:
    """Return a term as people read it."""
    import pyoxigraph as ox

    from kg.namespaces import compact

    if term is None:
        return Text("")
    return Text(compact(term.value), style="cyan") if isinstance(term, ox.NamedNode) else Text(str(getattr(term, "value", term)))


def answer_tables(answer: Answer, *, with_sparql: bool) -> list[RenderableType]:
    """Return the answers with status, date and quote; where there is none, the reason and what can be answered."""
    parts: list[RenderableType] = []
    if answer.answers:
        parts.append(table(("answer", "status", "date", "quote"), [_answer_row(finding) for finding in answer.answers]))
    else:
        parts.append(Text(answer.reason))
    if answer.note:
        parts += [Text(answer.note), *(Text(f"  {left.label}: {left.value} ({left.condition})") for left in answer.left_out)]
    if answer.suggestions:
        parts += [Text("What can be answered:"), *(Text(f"  {suggestion}") for suggestion in answer.suggestions)]
    if with_sparql and answer.sparql:
        parts.append(Text(answer.sparql, style="dim"))
    return parts


def _answer_row(finding: Finding) -> tuple[str | Text, ...]:
    label = f"{finding.label} ({finding.condition})" if finding.condition else finding.label
    if not finding.evidence:
        return label, status(finding.status), "", ""
    newest, *others = finding.evidence
    more = f", and {len(others)} more" if others else ""
    quote = quoted(newest.quote, newest.sentence).append(f"  {newest.briefing}:{newest.line}{more}", "cyan")
    return label, status(finding.status), newest.date.isoformat() if newest.date else "undated", quote


def catalogue_tables(queries: Sequence[NamedQuery]) -> list[RenderableType]:
    """Return the list of named queries."""
    return [
        table(("name", "answers", "parameters"), [(q.name, f"{q.title}\n{q.title_zh}", " ".join(_parameter(p) for p in q.parameters)) for q in queries]),
        Text("A parameter in brackets may be left out. Run one: kg query NAME --param name=value"),
    ]  # fmt: skip


def _parameter(parameter: Parameter) -> str:
    return parameter.name if parameter.required else f"[{parameter.name}]"


def named_query_tables(query: NamedQuery) -> list[RenderableType]:
    """Return one named query: what it answers, its parameters, its SPARQL."""
    rows = [(p.name, p.type, p.default, p.description) for p in query.parameters]
    parts: list[RenderableType] = [Text.assemble((query.title, "bold"), f"\n{query.title_zh}\n\n{query.example}")]
    if rows:
        parts.append(table(("parameter", "type", "default", "what"), rows))
    return [*parts, Text(query.text)]


def profile_tables(profile: Profile) -> list[RenderableType]:
    """Return all that is known of one thing."""
    from kg.namespaces import compact

    thing = profile.thing
    names = [name for name in dict.fromkeys((*(text for _, text in thing.labels), *thing.aliases)) if name != thing.label]
    parts: list[RenderableType] = [Text.assemble((thing.label, "bold"), f"  {thing.type}  ", (compact(thing.iri), "cyan"))]
    if names:
        parts.append(Text(f"also: {', '.join(names)}"))
    if profile.namesakes:
        parts.append(Text("Also bear the name: " + ", ".join(f"{t.label} ({t.type}; kg show {compact(t.iri)})" for t in profile.namesakes), style="dim"))
    parts.append(_facts(profile.facts) if profile.facts else Text("\nNo fact about it."))
    if profile.facts:
        parts.append(Text("Evidence", style="bold"))
        parts += [_evidence(number, fact) for number, fact in enumerate(profile.facts, 1)]
    if changed := [fact for fact in profile.facts if len(fact.story) > 1]:
        parts += [Text("\nWhat became of it", style="bold"), *map(_story, changed)]
    if profile.timeline:
        parts += [Text("\nTimeline", style="bold"), *map(_event, profile.timeline)]
    if profile.conflicts:
        parts += [Text("\nConflicting values", style="bold")]
        for conflict in profile.conflicts:
            sides = "  |  ".join(f"{side.value} ({side.date or 'undated'} {side.status})" for side in conflict.sides)
            parts.append(Text.assemble(f"  {conflict.about}: ", (sides, "red")))
    return parts


def _facts(facts: Sequence[ProfileFact]) -> Table:
    rows = [
        (str(number), fact.name, fact.value, "\n".join(fact.details), status(fact.status), fact.date.isoformat() if fact.date else "undated", str(fact.sources))
        for number, fact in enumerate(facts, 1)
    ]
    return table(("", "fact", "value", "details", "status", "last said", "sources"), rows, right=(0, 6))


def _evidence(number: int, fact: ProfileFact) -> Text:
    text = Text(f"{number:3d}  ")
    places = {(claim.briefing, evidence.line, claim.status, evidence.sentence): (evidence, claim.rule) for claim in fact.claims for evidence in claim.evidence}
    for i, ((briefing, line, certainty, sentence), (evidence, rule)) in enumerate(places.items()):
        text.append("\n     " if i else "").append(f"{briefing}:{line} ", "cyan").append(f"{certainty} ", STYLES.get(certainty, ""))
        text.append_text(quoted(evidence.quote, sentence)).append(f"  {rule}" if rule else "", "dim")
    return text


def quoted(quote: str, sentence: str) -> Text:
    """Return a sentence with the part that says it in bold."""
    text = Text(f"“{' '.join((sentence or quote).split())}”")
    if quote and quote in text.plain:
        start = text.plain.index(quote)
        text.stylize("bold", start, start + len(quote))
    return text


def _story(fact: ProfileFact) -> Text:
    """The states of a fact: rumored 2020-10-21 → asserted 2021-01-05 (76 days)."""
    from kg.states import days

    text = Text(f"  {fact.name} {fact.value}  ")
    for before, step in zip((None, *fact.story), fact.story, strict=False):
        text.append(" → " if before else "").append_text(status(step.status)).append(f" {step.since or 'undated'}")
        if before and (lasted := days(before, step)) is not None:
            text.append(f" ({lasted} day{'s' * (lasted != 1)})")
    return text


def _event(event: Event) -> Text:
    lasted = f" for {event.days} day{'s' * (event.days != 1)}" if event.days is not None else ""
    change = Text(f" (was {event.was}{lasted})") if event.was else Text("")
    return Text.assemble(f"  {event.date or 'undated'!s:10}  ", f"{event.fact.name} {event.fact.value}  ", status(event.status), change)
