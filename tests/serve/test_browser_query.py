"""The query page in a real browser: the editor, what it offers, errors at their place, rows sorted and drawn, and the picture of an answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from browser import BROWSER, Keep, Open

pytestmark = BROWSER

COUNTS = "SELECT ?chip ?count {\n  ?claim rdf:subject ?chip ; edge:count ?count\n} ORDER BY ?count"


def write(page: Any, text: str) -> Any:
    editor = page.get_by_label("Query text")
    editor.press("Control+a")
    page.keyboard.insert_text(text)
    return editor


def column(page: Any, number: int) -> list[str]:
    return list(page.locator(f"#rows tbody td:nth-child({number})").all_inner_texts())


def test_an_error_is_underlined_and_a_right_query_answered_in_place(new_page: Open, keep: Keep) -> None:
    page = new_page("/query")
    write(page, "SELECT * {\n  ?s foo:bar ?o }").press("Control+Enter")
    assert page.get_by_role("alert").locator("mark").inner_text() == "foo:bar"
    assert page.locator(".cm-lintRange-error").inner_text() == "foo:bar"
    keep(page, "editor-mistake")
    write(page, COUNTS)
    page.get_by_role("button", name="Run").click()
    page.get_by_text("2 rows").wait_for()
    assert page.locator(".cm-lintRange-error").count() == 0 and parse_qs(urlsplit(page.url).query)["query"] == [COUNTS]
    page.go_back()
    page.get_by_role("alert").wait_for()
    assert "foo:bar" in page.get_by_label("Query text").inner_text()
    page.go_forward()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "kg.csv"


def accept(page: Any, *texts: str) -> None:
    """Take the word that the editor offers first. It passes over Enter in the first moments of a list (CodeMirror's interactionDelay, 75 ms): wait them out."""
    option = page.locator(".cm-tooltip-autocomplete li[aria-selected=true]")
    for text in texts:
        option = option.filter(has_text=text)
    option.wait_for()
    page.evaluate("() => new Promise((done) => setTimeout(done, 300))")
    page.keyboard.press("Enter")
    page.locator(".cm-tooltip-autocomplete").wait_for(state="detached")


def test_the_editor_offers_words_by_their_labels_and_things_by_their_names(new_page: Open, keep: Keep) -> None:
    page = new_page("/query", locale="zh-CN")
    editor = page.get_by_label("查询文本")
    editor.press("Control+a")
    page.keyboard.insert_text("SELECT * { ?s ")
    page.keyboard.type("has")
    accept(page, "edge:hasCore", "核心配置")
    page.keyboard.type(" cortex-a7")
    page.locator(".cm-tooltip-autocomplete li", has_text="Cortex-A78").wait_for()
    keep(page, "completion")
    accept(page)
    page.keyboard.type(" }")
    editor.press("Control+Enter")
    page.get_by_text("2 行").wait_for()
    assert r"edge:hasCore id:core\/cortex-a78" in editor.inner_text()


def test_rows_are_sorted_and_drawn(new_page: Open, keep: Keep) -> None:
    page = new_page("/query")
    write(page, COUNTS).press("Control+Enter")
    head = page.get_by_role("columnheader", name="count")
    head.get_by_role("button").click()
    assert (column(page, 2), head.get_attribute("aria-sort")) == (["3", "4"], "ascending")
    head.get_by_role("button").click()
    assert (column(page, 2), head.get_attribute("aria-sort")) == (["4", "3"], "descending")
    page.get_by_text("Chart", exact=True).click()
    drawing = page.get_by_role("img", name="count / chip")
    assert drawing.locator("rect.mark").count() == 2 and page.get_by_label("Kind").input_value() == "bar"
    page.get_by_label("Kind").select_option("scatter")
    assert drawing.locator("circle.mark").count() == 2
    keep(page, "chart")


def test_a_query_is_stopped(new_page: Open) -> None:
    page = new_page("/query")
    write(page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }").press("Control+Enter")
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped.").wait_for()
    assert page.get_by_role("button", name="Stop").count() == 0


def test_an_answer_becomes_a_picture(new_page: Open) -> None:
    page = new_page("/query")
    write(page, "CONSTRUCT { ?chip edge:hasCore ?core } { ?chip edge:hasCore ?core }").press("Control+Enter")
    page.get_by_role("link", name="As a picture").click()
    page.wait_for_selector("#graph[data-ready]")
    assert page.locator(".graph-state").inner_text() == "3 things, 2 edges."


def test_the_page_is_whole_without_javascript(new_page: Open) -> None:
    page = new_page("/query", java_script_enabled=False)
    page.get_by_label("Query text").fill(COUNTS)
    page.get_by_role("button", name="Run").click()
    assert column(page, 2) == ["3", "4"]
    page.get_by_role("link", name="As a picture").click()
    assert page.locator("#graph-edges tbody tr").count() == 0 and "2 things" in page.locator(".graph-state").inner_text()
