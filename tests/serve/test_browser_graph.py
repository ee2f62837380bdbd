"""The graph page in a real browser: what is around a thing, walking on, filters, ways, links that are kept, files, and what is there without a picture."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from browser import BROWSER, Keep, Open

pytestmark = BROWSER
READY = "#graph[data-ready]"


def counts(page: Any) -> str:
    return str(page.locator(".graph-state").inner_text())


def address(page: Any) -> str:
    return str(page.evaluate("location.pathname + location.search"))


def edges(page: Any) -> set[tuple[str, ...]]:
    return {tuple(cell.strip() for cell in row.split("\t")[:4]) for row in page.locator("#graph-edges tbody tr").all_inner_texts()}


@pytest.fixture
def around(new_page: Open) -> Any:
    """The page around a chip."""
    page = new_page("/graph?thing=Kompanio+1300T")
    page.wait_for_selector(READY)
    return page


def test_one_walks_on_by_keyboard_and_reads_the_sentence(around: Any, keep: Keep) -> None:
    page = around
    assert counts(page) == "7 things, 6 edges."
    canvas = page.get_by_role("application")
    canvas.focus()
    page.keyboard.press("ArrowRight")
    panel = page.get_by_role("complementary", name="Facts")
    assert panel.get_by_role("link", name="Kompanio 1300T").is_visible() and "select=id:chip/kompanio-1300t" in address(page)
    page.get_by_label("Find in the picture").fill("Cortex-A78")
    panel.get_by_role("heading", name="Cortex-A78").wait_for()
    canvas.focus()
    page.keyboard.press("Enter")
    page.get_by_text("things added.").wait_for()
    assert ("Snapdragon 888", "has core", "Cortex-A78", "asserted") in edges(page) and "expand=id:core/cortex-a78" in address(page)
    panel.get_by_role("button", name="← has core").first.click()
    panel.locator("mark").first.wait_for()
    assert "hasCore Core:Cortex-A78" in panel.locator("q").first.inner_text()
    keep(page, "graph-edge")
    page.get_by_role("button", name="Close").click()
    assert panel.count() == 0


def test_filters_narrow_and_stand_in_the_link(around: Any, new_page: Open, keep: Keep) -> None:
    page = around
    page.get_by_label("rumored").check()
    assert edges(page) == {("Tablet V7", "uses chip", "Kompanio 1300T", "rumored")}
    page.get_by_label("rumored").uncheck()
    page.locator("#class-Core").check()
    assert {edge[1] for edge in edges(page)} == {"has core"}
    keep(page, "graph-filtered")
    again = new_page(address(page))
    again.wait_for_selector(READY)
    assert again.locator("#class-Core").is_checked() and edges(again) == edges(page)


def test_the_slider_of_days(around: Any) -> None:
    page = around
    slider = page.get_by_role("slider", name="Said since")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_label("Said since").first.input_value() == "2031-06-07" and "since=2031-06-07" in address(page)
    assert {edge[1] for edge in edges(page)} == {"manufactured by", "process node", "uses chip"}
    page.keyboard.press("ArrowLeft")
    assert "since" not in address(page) and len(edges(page)) == 6


def test_what_was_denied_is_there_for_those_who_ask(new_page: Open) -> None:
    page = new_page("/graph?thing=Snapdragon+888")
    page.wait_for_selector(READY)
    assert {edge[1] for edge in edges(page)} == {"has core"}
    page.get_by_label("denied").check()
    assert {edge[1:] for edge in edges(page)} == {("manufactured by", "三星", "denied")}


def test_the_way_between_two_things(new_page: Open, keep: Keep) -> None:
    page = new_page("/graph")
    page.get_by_label("The way from").fill("Snapdragon 888")
    page.get_by_label("to", exact=True).fill("Tablet V7")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_selector(READY)
    assert "3 steps from Snapdragon 888 to Tablet V7" in page.locator("#graph-ways").inner_text()
    assert page.locator("#graph-ways a").all_inner_texts() == ["Snapdragon 888", "Cortex-A78", "Kompanio 1300T", "Tablet V7"]
    assert counts(page) == "4 things, 3 edges." and "thing=" not in address(page)
    keep(page, "graph-way")


def test_a_picture_becomes_a_file(around: Any, tmp_path: Path) -> None:
    files = {}
    for name in ("PNG", "SVG"):
        with around.expect_download() as download:
            around.get_by_role("button", name=name).click()
        download.value.save_as(tmp_path / download.value.suggested_filename)
        files[name] = (tmp_path / download.value.suggested_filename).read_bytes()
    width, height = struct.unpack(">II", files["PNG"][16:24])
    assert files["PNG"].startswith(b"\x89PNG") and width > 400 and height > 300 and len(files["PNG"]) > 5000
    assert files["SVG"].count(b"<circle") == 7 and b"Kompanio 1300T" in files["SVG"]


def test_it_draws_in_the_dark(new_page: Open, keep: Keep) -> None:
    page = new_page("/graph?thing=Kompanio+1300T", color_scheme="dark")
    page.wait_for_selector(READY)
    keep(page, "graph-dark")
    assert page.locator("#graph-canvas canvas").count() > 0 and page.evaluate("getComputedStyle(document.getElementById('graph-canvas')).backgroundColor") == "rgb(21, 24, 27)"


def test_the_list_is_there_without_javascript(new_page: Open) -> None:
    page = new_page("/graph?thing=Kompanio+1300T", java_script_enabled=False)
    assert ("Kompanio 1300T", "has core", "Cortex-A78", "asserted") in edges(page)
    assert not page.get_by_role("application").is_visible()
    page.get_by_text("Show only").click()
    page.get_by_label("rumored").check()
    page.get_by_role("button", name="Show").last.click()
    assert edges(page) == {("Tablet V7", "uses chip", "Kompanio 1300T", "rumored")}


def test_nothing_bears_the_name(new_page: Open) -> None:
    page = new_page("/graph?thing=Kompanio+1300")
    assert "Kompanio 1300" in page.get_by_role("alert").inner_text()
    page.get_by_role("alert").get_by_role("link", name="Kompanio 1300T").click()
    page.wait_for_selector(READY)
