"""Who does what to whom: the participants of verbs and the owners of nouns, from the order of words in Chinese and English.

It reads hints, not a full parse: where classes of things leave one way only, `kg.ask.plan` takes that way whatever the order says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.ask.lexicon import Sense
from kg.ask.tokens import Token

_PASSIVE_FORMS = frozenset({"past", "participle"})


@dataclass(frozen=True, slots=True)
class Word:
    """A token in one of its roles.

    Attributes
    ----------
    kind : str
        ``thing``, ``value``, or the kind of the senses.
    senses : tuple of Sense
        Those of that kind.
    """

    token: Token
    kind: str
    senses: tuple[Sense, ...] = ()

    def does(self, *functions: str) -> bool:
        """Whether it is a particle with one of those functions, whatever else it may be."""
        return self.token.has("particle", *functions)

    @property
    def is_empty(self) -> bool:
        """Whether nouns on its two sides still stand side by side: grammar, "former", "highest"."""
        return self.kind in {"particle", "segment", "status", "extreme", "comparative"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words and the nodes that some of them became.

    Attributes
    ----------
    words : sequence of Word
    nodes : dict
        Index of a word -> index of its node.
    fronted : int or None
        The node of the leading question word, where there is one.
    """

    words: Sequence[Word]
    nodes: Mapping[int, int]
    fronted: int | None
    is_chinese: bool

    def before(self, position: int) -> list[int]:
        """Return the positions of nodes before a word, nearest first, each node once."""
        return self._each(range(position - 1, -1, -1))

    def after(self, position: int) -> list[int]:
        """Return the positions of nodes after a word, nearest first, each node once; of a compound ("the RISC-V chips") only its head."""
        return self._each(i for i in range(position + 1, len(self.words)) if not self._is_modifier(i))

    def _is_modifier(self, i: int) -> bool:
        """Whether a name or value stands right before the noun that it goes with."""
        if not self.is_chinese and i in self.nodes and i + 2 in self.nodes and self.words[i].kind == "thing" and self.words[i + 1].does("possessive"):
            return True
        if i not in self.nodes or i + 1 not in self.nodes or self.words[i].kind not in {"thing", "value"} or self.words[i + 1].kind not in {"type", "noun"}:
            return False
        return self.words[i + 1].token.start - self.words[i].token.end <= 1

    def _each(self, positions: Iterable[int]) -> list[int]:
        found: dict[int, int] = {}
        for i in positions:
            if i in self.nodes:
                found.setdefault(self.nodes[i], i)
        return list(found.values())

    def between(self, first: int, second: int) -> Sequence[Word]:
        """Return the words strictly between two positions."""
        return self.words[first + 1 : second]

    def only_particles(self, first: int, second: int, *barred: str) -> bool:
        """Whether nothing but particles stands between, none of those functions."""
        return all(w.is_empty and not w.does(*barred) if barred else w.is_empty for w in self.between(first, second))

    def node(self, position: int | None) -> int | None:
        """Return the node at a position."""
        return None if position is None else self.nodes.get(position)


def owner(sentence: Sentence, position: int) -> int | None:
    """Return the node that a noun belongs to: "the members of X", "X's members", "X的成员"."""
    words = sentence.words
    left = sentence.before(position)
    if left:
        gap = sentence.between(left[0], position)
        if gap and all(w.is_empty for w in gap) and any(w.does("possessive") for w in gap):
            return sentence.nodes[left[0]]
    if not sentence.is_chinese and (found := _owner_behind(sentence, position)) is not None:
        return found
    if left and not sentence.between(left[0], position) and words[left[0]].kind in {"thing", "type", "question"}:
        return sentence.nodes[left[0]]
    if left and sentence.is_chinese and sentence.only_particles(left[0], position, "copula", "agent", "and", "possessive") and words[left[0]].kind == "thing":
        return sentence.nodes[left[0]]
    return None


def _owner_behind(sentence: Sentence, position: int) -> int | None:
    """The node after "of"; where nothing follows it, the fronted question word: "What is X the successor of?"."""
    words = sentence.words
    following = position + 1
    while following < len(words) and words[following].kind == "status":
        following += 1
    if following < len(words) and words[following].does("of"):
        right = sentence.after(position)
        if right and sentence.only_particles(following, right[0]):
            return sentence.nodes[right[0]]
        if not right:
            return sentence.fronted
    if words and words[0].does("of") and sentence.fronted is not None and sentence.nodes.get(position) != sentence.fronted:
        return sentence.fronted
    return None


def participants(sentence: Sentence, position: int, form: str) -> tuple[int | None, int | None]:
    """Return who does what a verb says, and to whom."""
    if form == "event":
        agent, patient = (sentence.node(p) for p in _event(sentence, position))
        return agent, patient
    found = (_chinese if sentence.is_chinese and form == "base" and not sentence.words[position].token.text.isascii() else _english)(sentence, position, form)
    agent, patient = (sentence.node(p) for p in found)
    return (agent, None) if agent == patient else (agent, patient)


def _event(sentence: Sentence, position: int) -> tuple[int | None, int | None]:
    """The participants of a noun that names what happens: "A's acquisition of B", "the acquisition of B by A", "the B acquisition", "A对B的收购案"."""
    words = sentence.words
    left, right = sentence.before(position), sentence.after(position)
    of = right[0] if right and position + 1 < len(words) and words[position + 1].does("of") and sentence.only_particles(position, right[0]) else None
    by = next((i for i in right if words[i - 1].does("agent")), None)
    toward = next((i for i in left if i and words[i - 1].does("toward")), None)
    near = left[0] if left and sentence.only_particles(left[0], position, "copula") else None
    if toward is not None:
        return (left[1] if left[0] == toward and len(left) > 1 else None), toward
    if of is not None:
        return by if by is not None else near, of
    is_owner = near is not None and any(w.does("possessive") for w in sentence.between(near, position))
    return (near, None) if is_owner else (by, near)


def _chinese(sentence: Sentence, position: int, form: str) -> tuple[int | None, int | None]:
    left, right = sentence.before(position), sentence.after(position)
    start = _clause_start(sentence, position)
    agent_mark = _last(sentence, start, position, "agent")
    if agent_mark is not None:
        inside = [i for i in left if i > agent_mark]
        outside = [i for i in left if i < agent_mark]
        return (inside[0] if inside else None), (outside[0] if outside else right[0] if right else None)
    toward = _last(sentence, start, position, "toward")
    if toward is not None and left and left[0] > toward and sentence.nodes.get(toward - 1, -1) != sentence.nodes[left[0]]:
        outside = [i for i in left if i < toward]
        if right and is_beneficiary(sentence, left[0]):
            return (outside[0] if outside else None), right[0]
        return (outside[0] if outside else right[0] if right else None), left[0]
    if relative := _relative_clause(sentence, position, left, right):
        return relative
    if right and left:
        is_owned = len(right) > 1 and _is_whose(sentence, right[0], right[1])
        return left[0], right[1] if is_owned else right[0]
    if right:
        return (right[1] if len(right) > 1 else None), right[0]
    return (left[0] if left else None), (left[1] if len(left) > 1 else None)


def _is_whose(sentence: Sentence, first: int, second: int) -> bool:
    """Whether a question word owns what follows: "哪家的芯片"."""
    return sentence.words[first].kind == "question" and second == first + 2 and sentence.words[first + 1].does("possessive")


def _relative_clause(sentence: Sentence, position: int, left: list[int], right: list[int]) -> tuple[int | None, int | None] | None:
    """The participants of "V X 的 Y" (Y does it to X) and "X V 的 Y" (X does it to Y)."""
    words = sentence.words
    next_word = words[position + 1] if position + 1 < len(words) else None
    if next_word is not None and next_word.does("possessive"):
        return (left[0] if left else None), (right[0] if right else left[1] if len(left) > 1 else None)
    opens = (
        not left or words[left[0]].kind == "question" or (sentence.only_particles(left[0], position) and any(w.does("copula", "and") for w in sentence.between(left[0], position)))
    )
    if opens and len(right) > 1 and any(w.does("possessive") for w in sentence.between(right[0], right[1])) and words[right[1]].kind in {"type", "noun", "role", "question"}:
        return right[1], right[0]
    return None


def _clause_start(sentence: Sentence, position: int) -> int:
    """Position after the verb before, if there is one."""
    for i in range(position - 1, -1, -1):
        if sentence.words[i].kind == "verb" and not sentence.words[i].does("copula", "agent", "toward"):
            return i + 1
    return 0


def _last(sentence: Sentence, start: int, end: int, function: str) -> int | None:
    """The last particle of a function before a verb that a node follows or, for agents, the verb itself."""
    for i in range(end - 1, start - 1, -1):
        if sentence.words[i].does(function) and (function == "agent" or i + 1 in sentence.nodes or (i + 2 in sentence.nodes and i + 2 < end)):
            return i
    return None


def _english(sentence: Sentence, position: int, form: str) -> tuple[int | None, int | None]:
    left, right = sentence.before(position), sentence.after(position)
    if len(left) > 1 and form not in _PASSIVE_FORMS and _is_attribute(sentence, left[1], left[0], position):
        left = left[1:]
    by = _by(sentence, position)
    if form in _PASSIVE_FORMS and (by is not None or _is_passive(sentence, position)):
        patient = left[0] if left else None
        if by is None:
            return None, None
        behind = [i for i in right if i > by and sentence.only_particles(by, i)]
        if by < position:
            behind = [i for i in range(by + 1, position) if i in sentence.nodes][:1]
        agent = behind[0] if behind else _position_of(sentence, sentence.fronted)
        if patient == agent:
            patient = left[1] if len(left) > 1 else (right[0] if right and right[0] != agent else None)
        return agent, patient
    if left and right and not _is_fronted_object(sentence, left):
        return left[0], right[0]
    if right and not left:
        return None, right[0]
    if left and right:
        return left[0], left[1]
    return (left[0] if left else None), (left[1] if len(left) > 1 else None)


def _is_attribute(sentence: Sentence, head: int, node: int, verb: int) -> bool:
    """Whether a node goes with the one before it, which then is what the verb is about: "the devices from X have …"."""
    words = sentence.words
    gap = sentence.between(head, node)
    is_relative = any(w.does("relative") and w.kind == "particle" for w in sentence.between(node, verb))
    return bool(gap) and gap[0].does("of") and all(w.is_empty and not w.does("possessive", "copula") for w in gap) and not is_relative and words[head].kind in {"type", "noun"}


def _is_fronted_object(sentence: Sentence, left: list[int]) -> bool:
    """Whether the sentence has the order of "Which company did X acquire …?": question, auxiliary, subject, verb."""
    if len(left) < 2 or sentence.nodes[left[-1]] != sentence.fronted:
        return False
    between = sentence.between(left[-1], left[-2])
    return any(w.does("auxiliary", "copula") or w.kind == "status" for w in between) and all(w.is_empty or w.kind == "status" for w in between)


def _position_of(sentence: Sentence, node: int | None) -> int | None:
    return next((p for p, n in sentence.nodes.items() if n == node), None)


def _by(sentence: Sentence, position: int) -> int | None:
    """Position of the "by" that belongs to a participle: right behind it, or leading the question."""
    for i in range(position + 1, len(sentence.words)):
        word = sentence.words[i]
        if word.does("agent"):
            return i
        if not word.is_empty and word.kind != "status":
            break
    return 0 if sentence.words[0].does("agent") else None


def _is_passive(sentence: Sentence, position: int) -> bool:
    """Whether a form of "to be" goes before a participle in its clause."""
    for i in range(position - 1, -1, -1):
        word = sentence.words[i]
        if word.kind == "verb" and not word.does("copula", "auxiliary"):
            return False
        if word.does("relative") and word.kind == "particle" and i > 0:
            return False
        if word.does("copula") or (word.kind == "question" and word.token.text.lower().endswith((" is", " are", "'s"))):
            return True
    return False


def is_beneficiary(sentence: Sentence, position: int) -> bool:
    """Whether something is done for a node: "TSMC makes chips for X", "台积电给X代工"."""
    before = sentence.words[position - 1] if position else None
    return before is not None and before.token.text.lower() in {"for", "给", "为", "帮", "替"} and sentence.words[position].kind == "thing"


def type_owners(sentence: Sentence, position: int) -> list[int]:
    """Return the nodes that a class of things belongs to: "Huawei chips", "the core of X", "X的RISC-V核心"."""
    words = sentence.words
    found = []
    start = position
    while start and words[start - 1].kind in {"thing", "value"} and words[start].token.start - words[start - 1].token.end <= 1:
        start -= 1
        if start in sentence.nodes and words[start].kind == "thing":
            found.append(sentence.nodes[start])
    left = sentence.before(start)
    if left and any(w.does("possessive") for w in sentence.between(left[0], start)) and sentence.only_particles(left[0], start):
        found.append(sentence.nodes[left[0]])
    right = sentence.after(position)
    if not sentence.is_chinese and right and position + 1 < len(words) and words[position + 1].does("of") and sentence.only_particles(position, right[0], "copula"):
        found.append(sentence.nodes[right[0]])
    return [node for node in found if node != sentence.nodes[position]]


def linked(sentence: Sentence, first: int, second: int) -> bool:
    """Whether "to be", or nothing, stands between two nodes."""
    return sentence.only_particles(first, second, "agent", "toward", "and", "possessive", "of") or all(
        w.does("copula") or w.does("ignore") or w.kind == "status" for w in sentence.between(first, second)
    )


def equated(sentence: Sentence, first: int, second: int) -> bool:
    """Whether "to be" makes two nodes one: "X is an eight-core chip", "Is X a chip"."""
    between = sentence.between(first, second)
    is_inverted = not sentence.is_chinese and first <= 2 and sentence.words[0].does("copula")
    return (is_inverted or any(w.does("copula") for w in between)) and not any(w.does("possessive", "of") or w.kind == "verb" for w in between)


def neighbours(sentence: Sentence, first: int, second: int) -> bool:
    """Whether nothing but prepositions and articles stands between two nodes."""
    return sentence.only_particles(first, second, "copula", "question")
