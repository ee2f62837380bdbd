"""The pipeline as a whole: its parts by name, the same answer every time, annotations that keep the contract; and that the tables of rules leave none out."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import test_rules_business
import test_rules_figures
import test_rules_hardware
import test_rules_hardware_numbers
import test_rules_making
import test_rules_people
import test_rules_research
import test_rules_software
import test_rules_software_repositories
import test_rules_software_versions
from extraction import Row, annotation_of, brief, briefing_of, news, through
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.annotation import to_json
from kg.briefing import parse, read
from kg.extract import extract, pipeline
from kg.extract.claims import confidences
from kg.extract.rule import RULES
from kg.model import ENTITY_TYPES, PREDICATES, STATUSES, Annotation
from kg.vocabulary import load

bug = pytest.mark.xfail(strict=True, reason="reported; take the mark away with the fix")

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
CHECKER = ROOT.parent / "shared" / "check_annotation.py"
MODULES = (
    test_rules_business, test_rules_figures, test_rules_hardware, test_rules_hardware_numbers, test_rules_making, test_rules_people, test_rules_research, test_rules_software,
    test_rules_software_repositories, test_rules_software_versions,
)  # fmt: skip
GIVES: list[Row] = [entry for module in MODULES for entry in module.GIVES + getattr(module, "PROPOSED", []) + getattr(module, "READ", [])]
GIVES_NOT: list[Row] = [entry for module in MODULES for entry in module.GIVES_NOT + getattr(module, "WEIGHED_IN", []) + getattr(module, "NOT_PROPOSED", [])]
COMPONENTS = ["kg_known_names", "kg_structure", "kg_new_names", "kg_papers", "kg_entities", "kg_claims"]
QUALIFIERS = {"count", "frequency", "amount", "round", "role", "former", "value", "period", "metric"}
TEXT = """# 简报 (2031-05-06)

先看几条短讯：

- 联发科：推出天玑9999，采用台积电4nm工艺，4×A78@2.6GHz，集成Mali-G77 MC9；
- 锦岸微：完成近10亿元B轮融资，由高瓴创投领投；

## 论文

- [CVPR 2031] [QuillNet: Tiny Networks for Tiny Cameras | 某号](https://arxiv.org/abs/3105.01234)
摘要：清华大学的研究者提出QuillNet，在ImageNet上top-1为75.3%。

## 开源项目

- [quill-lab/QuillRT: 端侧推理引擎 | 某号](https://github.com/quill-lab/QuillRT)
摘要：QuillRT基于TVM，支持RISC-V。
"""


class TestTables:
    """Every rule, predicate, status and qualifier is told by an example."""

    @pytest.mark.parametrize("rule", RULES)
    def test_a_rule_has_two_sentences_that_give_its_fact_and_one_that_does_not(self, rule: str) -> None:
        assert len({text for r, text, _ in GIVES if r == rule}) >= 2
        assert any(r == rule for r, _, _ in GIVES_NOT)

    def test_a_rule_of_the_tables_is_a_rule(self) -> None:
        assert {r for r, _, _ in GIVES + GIVES_NOT} == set(RULES)

    def test_every_predicate_status_and_qualifier_is_given(self) -> None:
        assert {fact[1] for *_, fact in GIVES} == set(PREDICATES)
        parts = {part for *_, fact in GIVES for part in fact[3:]}
        assert {p[1:] for p in parts if p.startswith("!")} | {"asserted"} >= set(STATUSES) - {"rumored"}
        assert {p.partition("=")[0] for p in parts if "=" in p} == QUALIFIERS

    @pytest.mark.parametrize("rule", RULES)
    def test_a_rule_says_what_it_matches_and_is_named_by_its_place(self, rule: str) -> None:
        function = RULES[rule]
        assert function.__doc__ and rule == f"{function.__module__.rsplit('.', 1)[-1]}.{function.__name__}"


class TestComponents:
    def test_they_are_listed_in_order(self) -> None:
        assert pipeline.nlp().pipe_names == COMPONENTS

    def test_the_pipeline_is_made_once(self) -> None:
        assert pipeline.nlp() is pipeline.nlp()

    @pytest.mark.parametrize("name", COMPONENTS)
    def test_each_can_be_switched_off(self, name: str) -> None:
        with pipeline.nlp().select_pipes(disable=name) as _:
            assert name not in pipeline.nlp().pipe_names
            doc = through(TEXT)
        assert (len(doc._.claims) == 0) == (name in {"kg_claims"}) or name in {"kg_entities", "kg_known_names"}
        assert pipeline.nlp().pipe_names == COMPONENTS

    def test_without_new_names_only_known_things_are_found(self) -> None:
        with pipeline.nlp().select_pipes(disable="kg_new_names"):
            found = {e.name for e in through(TEXT)._.entities}
        assert "锦岸微" not in found and "Dimensity 9999" in found

    def test_without_known_names_no_known_thing_is_found_as_such(self) -> None:
        with pipeline.nlp().select_pipes(disable="kg_known_names"):
            assert not any(m.source in {"vocabulary", "family"} for m in through(TEXT)._.mentions)

    def test_without_claims_entities_stay(self) -> None:
        with pipeline.nlp().select_pipes(disable="kg_claims"):
            doc = through(TEXT)
        assert doc._.claims == () and {e.name for e in doc._.entities} == {e.name for e in annotation_of(TEXT).entities}

    def test_the_words_of_a_document_are_its_text(self) -> None:
        doc = through(TEXT)
        assert doc.text == doc._.briefing.content and "天玑9999" not in {t.text for t in doc} and "台积电" in {t.text for t in doc}


class TestSilence:
    def test_a_telling_sentence_that_gave_nothing_is_named(self) -> None:
        text = brief("高通：今天发布了三样神秘的东西；")
        assert [e.quote for e in pipeline.silent_sentences(through(text))] == ["高通：今天发布了三样神秘的东西；"]

    def test_one_that_gave_a_fact_is_not(self) -> None:
        assert list(pipeline.silent_sentences(through(brief("联发科：天玑9999采用4nm工艺；")))) == []

    def test_one_that_names_nothing_is_not(self) -> None:
        assert list(pipeline.silent_sentences(through(brief("今天发布了三样神秘的东西；")))) == []


class TestSame:
    def test_two_runs_give_the_same_annotation(self) -> None:
        first, second = (extract(parse(TEXT, "2031-05-06")) for _ in range(2))
        assert first == second

    def test_another_process_with_another_hash_seed_gives_the_same_annotation(self, tmp_path: Path) -> None:
        path = tmp_path / "2031-05-06.md"
        path.write_text(TEXT, "utf8")
        code = "import json, sys; from kg.annotation import to_json; from kg.briefing import read; from kg.extract import extract; print(json.dumps(to_json(extract(read(sys.argv[1])))))"
        run = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, env={"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT), "PATH": ""}, check=True)
        assert json.loads(run.stdout) == to_json(extract(read(path)))

    @pytest.mark.parametrize("newline", ["\r\n", "\n"])
    def test_line_ends_change_no_fact(self, newline: str) -> None:
        assert _facts(extract(parse(TEXT.replace("\n", newline), "2031-05-06"))) == _facts(annotation_of(TEXT))

    def test_full_width_digits_and_letters_change_no_fact(self) -> None:
        narrow, wide = brief("联发科：天玑9999采用台积电4nm工艺；"), brief("联发科：天玑９９９９采用台积电4nm工艺；")
        assert _facts(annotation_of(narrow)) == _facts(annotation_of(wide))

    def test_emphasis_changes_no_fact(self) -> None:
        plain, bold = brief("联发科：天玑9999采用台积电4nm工艺；"), brief("联发科：**天玑9999采用台积电4nm工艺**；")
        assert _facts(annotation_of(plain)) == _facts(annotation_of(bold))

    def test_an_edit_elsewhere_renames_no_claim(self) -> None:
        before = annotation_of(TEXT)
        after = extract(parse(TEXT.replace("先看几条短讯：", "先看几条短讯，都很短：\n\n- 编者：今天下雨；"), "2031-05-06"))
        assert {c.iri(before.briefing) for c in before.claims} <= {c.iri(after.briefing) for c in after.claims}


def _facts(annotation: Annotation) -> set[tuple[object, ...]]:
    return {(c.subject, c.predicate, c.object, c.qualifiers, c.status) for c in annotation.claims}


def assert_keeps_the_contract(annotation: Annotation, text: str) -> None:
    """Check types, ranges, evidence and places of an annotation."""
    entities = {e.iri: e for e in annotation.entities}
    assert len(entities) == len(annotation.entities)
    keys = [(c.subject, c.predicate, c.object, c.qualifiers) for c in annotation.claims]
    assert len(keys) == len(set(keys))
    for e in annotation.entities:
        assert e.type in ENTITY_TYPES and e.name and e.mentions and all(0 <= a < b <= len(text) for a, b in e.mentions)
    for c in annotation.claims:
        domain, range_ = PREDICATES[c.predicate]
        assert entities[c.subject].type in domain and c.status in STATUSES and c.subject != c.object
        assert (range_ is None and c.object) or entities[c.object].type in (range_ or ())
        assert c.evidence and 0 < c.confidence <= 1 and (c.rule in RULES or c.rule == "relations.weighed")
        assert {k for k, _ in c.qualifiers} <= QUALIFIERS
        for place in c.evidence:
            assert 0 <= place.start < place.end <= len(text) and text.count("\n", 0, place.start) + 1 == place.line and place.quote and place.sentence


class TestContract:
    @pytest.mark.parametrize("text", [TEXT, brief("高通：收购Nuvia；"), news("某事", "某人说。"), ""], ids=["a briefing", "a brief", "nothing new", "empty"])
    def test_an_annotation_keeps_it(self, text: str) -> None:
        assert_keeps_the_contract(annotation_of(text), briefing_of(text).text)

    @pytest.mark.parametrize("path", sorted(CORPUS.glob("*.md"))[::5], ids=lambda p: p.stem)
    def test_annotations_of_the_corpus_keep_it(self, path: Path) -> None:
        briefing = read(path)
        assert_keeps_the_contract(extract(briefing), briefing.text)

    def test_the_quote_of_a_fact_stands_in_its_sentence(self) -> None:
        claims = annotation_of(TEXT).claims
        assert claims and all(e.quote in e.sentence for c in claims if c.predicate not in {"venue", "arxivId", "codeRepository"} for e in c.evidence)

    @bug
    @pytest.mark.parametrize("predicate", ["venue", "arxivId", "codeRepository"])
    def test_the_quote_of_what_stands_around_a_title_stands_in_its_sentence(self, predicate: str) -> None:
        (claim,) = (c for c in annotation_of(TEXT).claims if c.predicate == predicate)
        assert all(e.quote in e.sentence for e in claim.evidence)

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.sampled_from(["高通", "骁龙888", "采用", "台积电", "4nm工艺", "，", "；", "。", "收购", "Nuvia", "：", "\n- ", "将", "4×A78", "和", "、", "（", "）", "完成B轮融资", "CEO", "锦岸微", "ncnn", "支持", "RISC-V", "38.5亿美元", "营收",
                                     "\n## 论文\n- [", "](https://arxiv.org/abs/3105.01234)", "提出", "QuillNet", "ImageNet", "top-1", "75.3%", "该芯片", "\n> 导读："]), max_size=30).map("".join))  # fmt: skip
    def test_whatever_the_text_its_annotation_keeps_it(self, text: str) -> None:
        assert_keeps_the_contract(extract(parse(text, "2031-05-06")), text)

    @pytest.mark.skipif(not CHECKER.exists(), reason="needs the shared folder beside the checkout")
    def test_the_reference_checker_finds_no_problem(self, tmp_path: Path) -> None:
        files = []
        for path in sorted(CORPUS.glob("*.md"))[1::5]:
            files.append(tmp_path / f"{path.stem}.json")
            files[-1].write_text(json.dumps(to_json(extract(read(path))), ensure_ascii=False), "utf8")
        run = subprocess.run([sys.executable, str(CHECKER), str(CORPUS), *map(str, files)], capture_output=True, text=True)
        assert run.returncode == 0, run.stdout

    @pytest.mark.skipif(not CHECKER.exists(), reason="needs the shared folder beside the checkout")
    def test_the_reference_checker_finds_no_problem_in_odd_shapes(self, tmp_path: Path) -> None:
        (tmp_path / "odd.md").write_bytes(("\ufeff" + TEXT.replace("\n", "\r\n").replace("天玑9999", "**天玑9999**")).encode())
        (tmp_path / "odd.json").write_text(json.dumps(to_json(extract(read(tmp_path / "odd.md"))), ensure_ascii=False), "utf8")
        run = subprocess.run([sys.executable, str(CHECKER), str(tmp_path), str(tmp_path / "odd.json")], capture_output=True, text=True)
        assert run.returncode == 0, run.stdout

    def test_confidences_are_of_rules_and_between_0_and_1(self) -> None:
        assert all(rule in RULES or rule == "relations.weighed" for rule in confidences())
        assert all(0 <= c <= 1 for c in confidences().values())


class TestVocabularyFiles:
    def test_one_line_of_turtle_teaches_a_name(self, tmp_path: Path) -> None:
        taught = tmp_path / "mine.ttl"
        taught.write_text(
            """@prefix edge: <https://w3id.org/edgekg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/edgekg/id/chip/zorn-x> a edge:Chip ; skos:prefLabel "Zorn X"@en , "佐恩"@zh .""",
            "utf8",
        )
        briefing = parse("先看：\n\n- 评测：佐恩采用7nm工艺；\n", "x")
        assert "Zorn X" in {e.name for e in extract(briefing, str(taught)).entities}
        assert "Zorn X" not in {e.name for e in extract(briefing).entities}
        assert len(load().terms) < len(load(str(taught)).terms)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("- 高通：" + "骁龙888采用4nm工艺，" * 1_000, id="one long sentence"),
        pytest.param("\n".join(f"- 甲{n}科技：完成B轮融资，由乙{n}资本领投；" for n in range(400)), id="many briefs"),
        pytest.param("- 高通：" + "、".join(f"骁龙{n}" for n in range(100, 250)) + "；", id="a long list"),
    ],
)
def test_a_long_text_is_read_in_seconds(text: str) -> None:
    pipeline.nlp()
    started = time.process_time()
    extract(parse(text, "x"))
    assert time.process_time() - started < 60  # what grows with the square of the text takes far longer; the clock of a busy machine decides nothing
