"""Rules of people: who holds which post where, however the sentence puts it; and the role of a pair that no rule proposed."""

from __future__ import annotations

import pytest
from extraction import Fact, Row, brief, item_views, news, read_by, row, stated

from kg.extract.rules.people import position_qualifiers
from kg.extract.rules.titles import titles

GIVES: list[Row] = [
    ("people.position", brief("AMD CEO苏姿丰到访；"), ("Lisa Su", "holdsPosition", "AMD", "role=CEO")),
    ("people.position", brief("英特尔前高级副总裁Jim Keller发言；"), ("Jim Keller", "holdsPosition", "Intel", "former=True", "role=高级副总裁", "!past")),
    ("people.position", brief("前英特尔高级副总裁Jim Keller发言；"), ("Jim Keller", "holdsPosition", "Intel", "former=True", "role=高级副总裁", "!past")),
    ("people.position", brief("Jim Keller出任英特尔首席架构师；"), ("Jim Keller", "holdsPosition", "Intel", "role=首席架构师")),
    ("people.position", brief("Jim Keller现在在AMD担任首席架构师；"), ("Jim Keller", "holdsPosition", "AMD", "role=首席架构师")),
    ("people.position", brief("Jim Keller（AMD副总裁）发言；"), ("Jim Keller", "holdsPosition", "AMD", "role=副总裁")),
    ("people.position", brief("英特尔：董事长由Pat Gelsinger担任；"), ("Pat Gelsinger", "holdsPosition", "Intel", "role=董事长")),
    ("people.position", brief("AMD董事、英特尔首席架构师Jim Keller发言；"), ("Jim Keller", "holdsPosition", "AMD", "role=董事")),
    ("people.position", brief("AMD董事、英特尔首席架构师Jim Keller发言；"), ("Jim Keller", "holdsPosition", "Intel", "role=首席架构师")),
    ("people.position", brief("英特尔：Jim Keller将于明年出任总裁兼CEO；"), ("Jim Keller", "holdsPosition", "Intel", "role=总裁兼CEO", "!planned")),
    ("people.position", brief("英特尔：联合创始人Jim Keller与苏姿丰出席；"), ("Lisa Su", "holdsPosition", "Intel", "role=联合创始人")),
    ("people.position", news("旧事", "Nuvia由Jim Keller和苏姿丰共同创办。"), ("Lisa Su", "holdsPosition", "Nuvia", "role=创始人")),
    ("people.position", news("旧事", "Jim Keller后来创办了Nuvia。"), ("Jim Keller", "holdsPosition", "Nuvia", "role=创始人")),
    ("people.position", news("旧事", "韩松在麻省理工学院读博。"), ("Song Han", "holdsPosition", "MIT", "role=博士生")),
    ("people.position", brief("Intel: Pat Gelsinger, CEO of the firm, said so;"), ("Pat Gelsinger", "holdsPosition", "Intel", "role=CEO")),
    ("people.position", brief("英特尔：Jim Keller出任CEO，接替Pat Gelsinger；"), ("Pat Gelsinger", "holdsPosition", "Intel", "former=True", "role=CEO", "!past")),
    ("people.earlier_posts", news("旧事", "AMD副总裁Jim Keller（曾任英特尔首席架构师）发言。"), ("Jim Keller", "holdsPosition", "Intel", "former=True", "role=首席架构师", "!past")),
    ("people.earlier_posts", news("旧事", "Jim Keller曾任英特尔总监，更早在特斯拉任副总裁。"), ("Jim Keller", "holdsPosition", "Tesla", "former=True", "role=副总裁", "!past")),
    ("people.earlier_posts", news("旧事", "Jim Keller曾在英特尔、特斯拉等公司担任管理职务。"), ("Jim Keller", "holdsPosition", "Tesla", "former=True", "role=管理", "!past")),
    ("people.earlier_posts", news("旧事", "苏姿丰与Jim Keller此前都在英特尔任总监。"), ("Lisa Su", "holdsPosition", "Intel", "former=True", "role=总监", "!past")),
    ("people.earlier_posts", news("旧事", "Jim Keller曾在英特尔负责编译器。"), ("Jim Keller", "holdsPosition", "Intel", "former=True", "role=编译器负责人", "!past")),
    ("people.team_of", news("新作", "麻省理工学院的韩松教授团队发布新作。"), ("Song Han", "holdsPosition", "MIT", "role=教授")),
]  # fmt: skip

GIVES_NOT: list[Row] = [
    ("people.position", news("苹果新机", "分析师Jim Keller预计苹果明年换屏。"), ("Jim Keller", "holdsPosition", "Apple")),
    ("people.position", brief("AMD：未名微CEO Jim Keller到访；"), ("Jim Keller", "holdsPosition", "AMD")),
    ("people.position", brief("AMD：英特尔首席架构师Jim Keller到访；"), ("Jim Keller", "holdsPosition", "AMD")),
    ("people.earlier_posts", news("旧事", "Jim Keller曾推测英特尔会降价。"), ("Jim Keller", "holdsPosition", "Intel")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "fact"), GIVES, ids=map(row, GIVES))
def test_a_rule_reads_what_the_sentence_says(rule: str, text: str, fact: Fact) -> None:
    assert fact in read_by(rule, text)


@pytest.mark.parametrize(("rule", "text", "fact"), GIVES_NOT, ids=map(row, GIVES_NOT))
def test_the_rule_does_not_read_what_a_sentence_like_it_does_not_say(rule: str, text: str, fact: Fact) -> None:
    assert fact[:3] not in stated(read_by(rule, text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("英特尔中国区总经理兼副总裁发言", [("中国区总经理兼副总裁", "Intel", False)]),
        ("英特尔前首席架构师发言", [("首席架构师", "Intel", True)]),
        ("现任CEO发言", [("CEO", None, False)]),
        ("AMD总裁与英特尔CEO发言", [("总裁", "AMD", False), ("CEO", "Intel", False)]),
        ("目前CEO发言", [("CEO", None, False)]),
    ],
)
def test_a_title_tells_its_role_its_organization_and_whether_it_is_over(text: str, expected: list[tuple[str, str | None, bool]]) -> None:
    view = item_views(news("旧事", text))[0]
    assert [(t.role, t.company and t.company.name, t.former) for t in titles(view)] == expected


@pytest.mark.parametrize(
    ("text", "person", "company", "expected"),
    [
        ("英特尔CEO Jim Keller此前任职于AMD。", "Jim Keller", "AMD", {"former": True}),
        ("英特尔CEO Jim Keller此前任职于AMD。", "Jim Keller", "Intel", {"role": "CEO"}),
        ("创始人Jim Keller曾是AMD副总裁。", "Jim Keller", "AMD", {"role": "副总裁", "former": True}),
        ("英特尔CEO Jim Keller到访AMD。", "Jim Keller", "AMD", {}),
    ],
)
def test_the_role_at_an_organization_is_not_the_one_at_another(text: str, person: str, company: str, expected: dict[str, object]) -> None:
    view = item_views(news("旧事", text))[0]
    at = {m.name: p for p, m in view.signs()}
    assert position_qualifiers(view, at[person], at[company]) == expected
