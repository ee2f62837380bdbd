"""Why a sentence gave nothing: given these models and this text, this reason."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kg.briefing import parse
from kg.extract import names, relations
from kg.report import REASONS, SILENT, BriefingReport, Report, SentenceReport
from kg.report.page import page, words
from kg.report.reading import briefing_report

TEXT = """# 端侧智能简报 (2031-05-06)

## 业界新闻

- 高通：推出骁龙888芯片，采用5nm工艺；
- 产能提高了30%；
- 大家都很高兴；
- 骁龙888来了；
- 丙丙丁科技：发布Quokka X7芯片；
"""


def read(text: str = TEXT) -> BriefingReport:
    return briefing_report(parse(text, "2031-05-06"))


def by_line(report: BriefingReport) -> dict[int, SentenceReport]:
    return {sentence.line: sentence for sentence in report.sentences}


@pytest.fixture(scope="module")
def report() -> BriefingReport:
    return read()


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """A weighing that nothing satisfies."""
    model = relations.load()
    assert model is not None
    monkeypatch.setattr(relations, "load", lambda: replace(model, threshold=1.01))


def test_a_sentence_that_gave_facts_names_them_and_the_rules(report: BriefingReport) -> None:
    told = by_line(report)[5]
    assert told.reason == "told" and not told.is_silent
    assert any("Snapdragon 888 processNode 5 nm (processes.process_node)" in fact for fact in told.facts)
    assert {(told.text[n.start : n.end], n.type) for n in told.names} >= {("骁龙888", "Chip"), ("高通", "Organization")}


def test_numbers_without_a_name_a_name_alone_and_nothing_at_all_are_told_apart(report: BriefingReport) -> None:
    lines = by_line(report)
    assert [lines[k].reason for k in (6, 7, 8)] == ["no_name", "plain", "no_pair"]
    assert lines[6].signs == ("number",) and lines[8].signs == ("number", "name") and lines[7].signs == ()


def test_a_sentence_stands_where_the_file_has_it(report: BriefingReport) -> None:
    assert all(TEXT[s.start : s.end] == s.text for s in report.sentences)


def test_a_fact_that_was_weighed_out_names_its_rule_and_what_it_lacked(strict: None) -> None:
    sentence = by_line(read())[5]
    assert sentence.reason == "weighed_out"
    lost = next(lost for lost in sentence.dropped if lost.predicate == "processNode")
    assert (lost.subject, lost.object, lost.rule, lost.threshold) == ("Snapdragon 888", "5 nm", "processes.process_node", 1.01) and 0.5 < lost.probability <= 1


def test_names_that_no_rule_relates_are_unsure_or_have_a_trigger_nobody_knows(strict: None) -> None:
    sentences = [s for s in read("# 简报\n\n- 骁龙888与Cortex-A78聊得火热；").sentences if s.names]
    assert [s.reason in {"unsure", "unknown_trigger"} for s in sentences] == [True]
    assert all(lost.rule == "" for lost in sentences[0].unsure)


def test_what_looks_like_a_name_and_was_taken_for_none_is_shown_with_its_score(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "THRESHOLD", 1.1)
    monkeypatch.setattr(names, "NAMED", 1.1)
    sentence = by_line(read())[9]
    rejected = {sentence.text[r.start : r.end]: r for r in sentence.rejected}
    assert sentence.reason == "name_weighed_out" and all(r.text == text for text, r in rejected.items())
    assert any("Quokka" in text and r.type in {"Chip", "Device"} and r.probability > 0.1 for text, r in rejected.items())


def test_names_related_elsewhere_in_the_briefing_are_no_loss() -> None:
    text = "# 简报\n\n## 业界新闻\n\n- 英伟达：以400亿美元收购Arm；\n- 英伟达与Arm：各说各话；"
    last = read(text).sentences[-1]
    assert last.reason in {"elsewhere", "told", "unsure"} and last.names


def test_reports_add_up() -> None:
    whole = Report((read(), read("# 简报\n\n- 产能提高了30%；")))
    assert sum(whole.counts.values()) == sum(len(b.sentences) for b in whole.briefings) and whole.counts["no_name"] == 2
    assert [SILENT.index(s.reason) for _, s in whole.silent] == sorted(SILENT.index(s.reason) for _, s in whole.silent)
    found = json.loads(json.dumps(whole.to_json()))
    assert found["counts"] == whole.counts and all(s["reason"] != "plain" for b in found["briefings"] for s in b["sentences"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_needs_nothing_else_and_runs_nothing(report: BriefingReport, language: str) -> None:
    evil = read('# 简报\n\n- <script>alert(1)</script>某厂"><img src=x onerror=alert(1)>：产能提高了30%；')
    text = page(Report((report, evil)), language)  # type: ignore[arg-type]
    assert "<script" not in text and "<img" not in text and "http" not in text.replace("http-equiv", "") and "src=" not in text.replace("src=x", "")
    assert words(language)["reasons"]["no_name"][0] in text and '<mark class="name" title="Chip">骁龙888</mark>' in text  # type: ignore[arg-type]


def test_both_languages_say_the_same_things() -> None:
    assert words("en").keys() == words("zh").keys()
    assert set(words("en")["reasons"]) == set(words("zh")["reasons"]) == set(REASONS)
