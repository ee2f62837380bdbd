"""Rules: small named functions from an `ItemView` to facts. Adding a rule is adding a function with ``@rule``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from kg.extract.views import Fact, ItemView

Rule = Callable[[ItemView], Iterator[Fact]]

RULES: dict[str, Rule] = {}
"""Every rule by its id, ``module.function``, in the order of definition."""


def rule(function: Rule) -> Rule:
    """Register a rule under ``module.function``; its facts carry that id."""
    name = f"{function.__module__.rsplit('.', 1)[-1]}.{function.__name__}"

    def named(view: ItemView) -> Iterator[Fact]:
        for fact in function(view):
            yield replace(fact, rule=name)

    named.__doc__, named.__name__, named.__module__ = function.__doc__, function.__name__, function.__module__
    RULES[name] = named
    return named
