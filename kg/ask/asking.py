"""What a question asks for: a node, how many there are, a quality of a fact, names, or yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kg.ask.draft import Draft, beside, is_countable, kind_at
from kg.ask.lexicon import Sense, load
from kg.ask.sketch import ANY, LITERALS, PLACES, Node, Qualifier

_LISTED = frozenset({"=fundingRound", "=releases"})
"""Values that can be counted: a thing has several."""

_NAMINGS = frozenset({"alias", "codename", "model_number", "english", "chinese"})


def find_target(draft: Draft) -> bool:
    """Find what is asked for; whether that makes sense."""
    questions = [i for i, w in enumerate(draft.words) if w.kind == "question"]
    if len(questions) > 1 and not all(draft.words[i].senses[0].value in {"which", "who"} for i in questions):
        return False
    if not questions and (choice := _alternative(draft)) is not None:
        draft.nodes[choice] = replace(draft.nodes[choice], asked=True)
    else:
        draft.sketch.is_yes_no = not questions and _is_yes_no(draft)
    for i in questions:
        if not _ask_for(draft, i):
            return False
        if draft.fronted is None:
            draft.fronted = next((j for j in sorted(draft.nodes) if j >= i and (draft.nodes[j].asked or draft.nodes[j].source == "question")), None)
    for i, word in enumerate(draft.words):
        if word.kind == "qualifier" and not _note_qualifier(draft, i, word.senses[0].value):
            return False
        if word.kind == "score":
            _note_score(draft, i, word.senses)
    if any(q.asked for q in draft.sketch.qualifiers) or draft.sketch.naming:
        draft.nodes = {i: n for i, n in draft.nodes.items() if not (n.source == "question" and n.types in (ANY, LITERALS))}
    return True


def _alternative(draft: Draft) -> int | None:
    """Position of the names that a question without question word chooses from: "由A还是B代工", "Is it made by A or B?"."""
    choices = [i for i, node in draft.nodes.items() if len(node.things) > 1 and node.every is False]
    is_open = any(w.token.text == "还是" for w in draft.words) if draft.is_chinese else _is_yes_no(draft)
    return choices[0] if len(choices) == 1 and is_open and draft.sketch.comparative is None else None


def _is_yes_no(draft: Draft) -> bool:
    if draft.is_chinese:
        return any(w.does("question") for w in draft.words)
    things = [i for i in sorted(draft.nodes) if draft.nodes[i].source == "thing"]
    opening = {0} | {i - 1 for i in things if i and all(draft.nodes[j].source == "thing" for j in draft.nodes if j < i)}
    opening |= {i - 2 for i in things[:2] if i > 1 and draft.words[i - 1].is_empty}
    return any(draft.words[i].does("copula", "auxiliary") or draft.words[i].token.text.lower() in {"will", "would", "shall"} for i in opening if i == 0 or _is_opening(draft, i))


def _is_opening(draft: Draft, i: int) -> bool:
    """Whether a verb opens the main clause behind another: "Compared with X, does Y …"; names, at most, go before."""
    before = draft.words[:i]
    return bool(before) and all(w.is_empty or w.kind == "thing" for w in before) and (before[0].does("than") or before[0].kind == "status")


def _ask_for(draft: Draft, i: int) -> bool:
    """What a question word asks for: the noun behind it, how many there are, or something that a verb ties."""
    values = {s.value for s in draft.words[i].senses}
    target = _asked_noun(draft, i)
    if values & {"which", "who"} and draft.sketch.comparative is None and (choice := _choice(draft, i, target)) is not None:
        draft.nodes[choice] = replace(draft.nodes[choice], asked=True)
        return True
    if "count" in values and (done := _count(draft, i, target)) is not None:
        return done
    if target is not None and kind_at(draft, target) in {"qualifier", "score"}:
        return True
    if target is not None and values & {"which", "much", "count"}:
        node = draft.nodes[target]
        draft.nodes[target] = replace(node, asked=True)
        return True
    if values <= {"much", "count"} and _asks_for_money(draft):
        draft.sketch.qualifiers.append(Qualifier("amount", asked=True))
        return True
    if values <= {"which", "who"} and (noun := _equated_noun(draft, i)) is not None:
        draft.nodes[noun] = replace(draft.nodes[noun], asked=True)
        return True
    is_owner = draft.is_chinese and i + 2 < len(draft.words) and draft.words[i + 1].does("possessive") and kind_at(draft, i + 2) == "noun"
    if "who" in values and (draft.sketch.comparative is not None or is_owner):
        values = {"which"}
    measured = load().measures.get(draft.words[i].token.text, ANY)
    people = load().measures.get(draft.words[i].token.text, frozenset({"Person", "Organization"}))
    types = people if "who" in values else PLACES if "where" in values else LITERALS if values <= {"much", "count"} else measured
    draft.nodes[i] = Node(i, "question", types, asked=True)
    return True


def _choice(draft: Draft, i: int, target: int | None) -> int | None:
    """Position of the names that a question word chooses from: "which of A and B", "A和B哪个"; the noun of the question goes, it says no more."""
    if target is not None and draft.nodes.get(target, Node(0, "noun", ANY)).source != "type":
        return None
    if draft.is_chinese:
        names = next((j for j in sorted(draft.nodes, reverse=True) if j < i), None)
        gap = draft.words[names + 1 : i] if names is not None else ()
    else:
        names = next((j for j in sorted(draft.nodes) if j > i and j != target), None)
        gap = draft.words[i:i] if draft.words[i].token.text.lower().endswith(" of") or (target is not None and draft.words[target + 1].does("of")) else draft.words[i : i + 1]
    if names is None or len(draft.nodes[names].things) < 2 or any(not w.is_empty or w.does("possessive", "copula") for w in gap):
        return None
    if target is not None and not draft.nodes.pop(target).types & draft.nodes[names].types:
        return None
    return names


def _equated_noun(draft: Draft, i: int) -> int | None:
    """Position of the noun that a question word at the end stands for: "采用A78的芯片是哪些"."""
    if not draft.is_chinese or i < 2 or not draft.words[i - 1].does("copula") or any(not w.is_empty for w in draft.words[i + 1 :]):
        return None
    node = draft.nodes.get(i - 2)
    return i - 2 if node is not None and node.source == "type" else None


def _asks_for_money(draft: Draft) -> bool:
    """Whether "how much" is about a deal, there being no other value that it may ask for."""
    has_value = any(n.source == "noun" and n.types <= LITERALS - {"=fundingRound"} for n in draft.nodes.values())
    deals = {"acquires", "investsIn", "fundingRound"}
    has_word = any(w.kind in {"qualifier", "score"} for w in draft.words)
    if any(n.source == "value" and n.types == {"=fundingRound"} for n in draft.nodes.values()) and not has_value and not has_word:
        return True
    return not has_value and not has_word and any(r.predicate in deals for w in draft.words if w.kind in {"verb", "noun"} for s in w.senses for r in s.readings)


def _asked_noun(draft: Draft, i: int) -> int | None:
    """Position of the noun that a question word goes with: "which Samsung phones", "哪些7nm芯片"."""
    if draft.words[i].token.text.lower().endswith((" is", " are", "'s")) or draft.words[i].token.text.startswith("是"):
        return None
    j = i + 1
    while j < len(draft.words):
        word = draft.words[j]
        if (j in draft.nodes and draft.nodes[j].source in {"type", "noun"}) or word.kind in {"qualifier", "score"}:
            return j
        passes = (
            word.kind in {"status", "extreme", "segment", "value", "comparison"}
            or (word.kind == "type" and j not in draft.nodes)
            or (word.is_empty and not word.does("copula", "agent", "possessive", "auxiliary"))
        )
        passes = passes or (word.does("possessive") and word.is_empty and j > i + 1 and draft.words[j - 1].is_empty)
        if not passes and not (word.kind == "thing" and not draft.is_chinese):
            return None
        if word.kind == "thing" and not any(draft.nodes[k].source in {"type", "noun"} for k in (j + 1,) if k in draft.nodes):
            return None
        j += 1
    return None


def _count(draft: Draft, i: int, target: int | None) -> bool | None:
    """Read "how many": None where it asks for a value ("how many TOPS") rather than for a count."""
    if target is None:
        following = beside(draft, i)
        counted = following if following in draft.nodes else _counted_before(draft, i)
        if counted is None:
            return None
        target = counted
    node = draft.nodes.get(target)
    if node is not None and node.source == "type" and (figure := _told_by_verb(draft, i, target)) is not None:
        del draft.nodes[target]
        draft.nodes[figure] = replace(draft.nodes[figure], asked=True)
        return True
    if node is not None and node.types >= {"Core"} and (owner := _core_before(draft, target)) is not None:
        del draft.nodes[target]
        draft.sketch.qualifiers.append(Qualifier("count", asked=True, node=owner))
        return True
    is_value = node is not None and node.source == "noun" and node.types <= LITERALS and not (node.types <= _LISTED and target > i)
    if node is None or node.source == "value" or is_value:
        return None
    if node.source == "thing":
        if not is_countable(node):
            return None if target < i else False
        draft.sketch.qualifiers.append(Qualifier("count", asked=True, node=target))
        return True
    if "Core" in node.types:
        if any(r.kind for r in node.restrictions):
            draft.sketch.qualifiers.append(Qualifier("count", asked=True, node=target))
            return True
        draft.sketch.cost += 0.3
    draft.sketch.is_count = True
    draft.nodes[target] = replace(node, asked=True, counted=True)
    return True


def _told_by_verb(draft: Draft, i: int, target: int) -> int | None:
    """Position of a figure that a verb says of what is counted: "how many phones did X ship", "交付了多少辆车"."""
    if draft.is_chinese:
        before = beside(draft, i, -1)
        return before if kind_at(draft, before) == "metric" else None
    return next((j for j in range(target + 1, len(draft.words)) if draft.words[j].kind == "metric" and any(s.form == "verb" for s in draft.words[j].senses)), None)


def _core_before(draft: Draft, i: int) -> int | None:
    """A named core that a question after "cores" is about: "the Mali-G78 has how many cores"."""
    before = next((j for j in range(i - 1, -1, -1) if j in draft.nodes), None)
    if before is None or not is_countable(draft.nodes[before]) or "Core" not in draft.nodes[before].types:
        return None
    return before if all(w.is_empty or w.kind in {"question", "verb"} for w in draft.words[before + 1 : i]) else None


def _counted_before(draft: Draft, i: int) -> int | None:
    """What goes before "有多少": the nearest node."""
    for j in range(i - 1, -1, -1):
        if j in draft.nodes:
            return j
        if draft.words[j].kind in {"qualifier", "score", "metric"}:
            return None
    return None


def _note_qualifier(draft: Draft, i: int, name: str) -> bool:
    if name in _NAMINGS:
        if draft.sketch.naming:
            return False
        draft.sketch.naming = name
        return True
    has_value = name == "amount" and any(q.name == "amount" for q in draft.sketch.qualifiers)
    if not has_value and not any(q.name == name for q in draft.sketch.qualifiers):
        draft.sketch.qualifiers.append(Qualifier(name, asked=not draft.sketch.is_yes_no))
    return True


def _note_score(draft: Draft, i: int, senses: Sequence[Sense]) -> None:
    names = tuple(n for s in senses for n in s.names)
    known = next((k for k, q in enumerate(draft.sketch.qualifiers) if q.name == "score"), None)
    if known is None:
        draft.sketch.qualifiers.append(Qualifier("score", asked=not draft.sketch.is_yes_no, names=names))
    else:
        draft.sketch.qualifiers[known] = replace(draft.sketch.qualifiers[known], names=(*draft.sketch.qualifiers[known].names, *names))
