"""Annotation files: the form in which JSON is written."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from kg.annotator import format_json

LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUE = st.recursive(LEAF, lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner))


@given(st.dictionaries(st.text(), VALUE) | st.lists(VALUE))
def test_json_is_written_as_the_standard_library_writes_it(value: dict[str, object] | list[object]) -> None:
    assert format_json(value) == json.dumps(value, ensure_ascii=False, indent=1) + "\n"
