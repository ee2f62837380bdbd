"""What ``kg rules`` and ``kg report`` print for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from kg.cli.tables import quoted, status, table
from kg.report.page import Language, words
from kg.report.values import REASONS, SILENT, BriefingReport, Report, SentenceReport
from kg.rules import Example, RuleRecord

_SHOWN_SENTENCES = 5
_SHOWN_WORDS = 20


def rule_tables(rules: Sequence[RuleRecord]) -> list[RenderableType]:
    """Return all rules: how many claims each made, how often it was right on gold, what it reads."""
    rows = [(rule.name, str(rule.claims), measured(rule), _trusted(rule), _described(rule)) for rule in rules]
    return [
        table(("rule", "claims", "right on gold", "confidence", "reads"), rows, right=(1, 2, 3)),
        Text("Right on gold: by cross-validation, on annotated briefings that the models had not learned from. One rule with examples: kg rules NAME"),
    ]


def _described(rule: RuleRecord) -> str:
    examples = [f"\n{example.fact}  “{' '.join(e.quote.split())}”  {example.claim.briefing}:{e.line}" for example in rule.examples[:1] for e in example.claim.evidence[:1]]
    return (rule.description or "not in this version of kg") + "".join(examples)


def measured(rule: RuleRecord) -> str:
    """Return how often a rule was right, and of how many."""
    return f"{rule.measured.right} of {rule.measured.predicted} ({rule.measured.precision:.2f})" if rule.measured else "not measured"


def _trusted(rule: RuleRecord) -> str:
    return f"{rule.confidence:.2f}" if rule.confidence is not None else ""


def one_rule_tables(rule: RuleRecord) -> list[RenderableType]:
    """Return one rule with its examples."""
    counts = ", ".join(f"{predicate} {n}" for predicate, n in rule.counts.items()) or "none"
    trusted = f"{rule.confidence:.2f}" if rule.confidence is not None else "as the claims say"
    parts: list[RenderableType] = [
        Text(rule.name, style="bold"),
        Text(rule.description or "This version of kg has no such rule; the graph was read by another."),
        Text(f"\nclaims here: {counts}\nright on gold: {measured(rule)}\nconfidence: {trusted}"),
    ]
    if rule.examples:
        parts += [Text("\nExamples", style="bold"), *map(_example, rule.examples)]
    return parts


def _example(example: Example) -> Text:
    text = Text.assemble("  ", (example.fact, "bold"), "  ", status(example.claim.status))
    for evidence in example.claim.evidence[:1]:
        text.append(f"\n    {example.claim.briefing}:{evidence.line} ", "cyan").append_text(quoted(evidence.quote, evidence.sentence))
    return text


def report_tables(report: Report, language: Language, *, verbose: bool) -> list[RenderableType]:
    """Return how many sentences gave facts or none, and the silent ones by reason."""
    say = words(language)
    rows = [(say["reasons"][reason][0], str(report.counts[reason]), say["reasons"][reason][1]) for reason in REASONS]
    parts: list[RenderableType] = [table((say["reason"], say["sentences"], say["meaning"]), rows, right=(1,))]
    for title, found in ((say["words"], report.words), (say["candidates"], report.candidates)):
        if found:
            parts.append(Text.assemble((title, "bold"), "\n  " + "  ".join(f"{t.text} {t.count}" for t in found[:_SHOWN_WORDS]) + "\n"))
    for reason in SILENT:
        all_ = [(briefing, sentence) for briefing, sentence in report.silent if sentence.reason == reason]
        shown = all_ if verbose else all_[:_SHOWN_SENTENCES]
        more = f" ({len(all_) - len(shown)} more: --verbose)" if len(shown) < len(all_) else ""
        if shown:
            parts += [Text.assemble((f"{say['reasons'][reason][0]}", "bold"), f" {len(all_)}{more}"), *(_silent(b, s, language) for b, s in shown), Text("")]
    return parts


def _silent(briefing: BriefingReport, sentence: SentenceReport, language: Language) -> Text:
    say = words(language)
    text = Text.assemble("  ", (f"{briefing.stem}:{sentence.line} ", "cyan"), " ".join(sentence.text.split()))
    for lost in (*sentence.dropped, *sentence.unsure):
        rule = f"  {lost.rule}" if lost.rule else ""
        text.append(f"\n      {lost.subject} {lost.predicate} {lost.object}  {lost.probability:.2f} ({say['needed']} {lost.threshold:.2f}){rule}", "yellow")
    for r in sentence.rejected:
        text.append(f"\n      {say['rejected']}: {r.text}  {r.type} {r.probability:.2f}, {say['none']} {r.none:.2f}", "yellow")
    return text
