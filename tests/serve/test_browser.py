"""The pages in a real browser: by mouse, by keyboard, without JavaScript, in the dark, on a phone, and for those who can't see them.

Needs Debian's chromium (or another that Playwright can drive). ``KG_SCREENSHOTS=DIR`` keeps the pictures.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from browser import BROWSER, Keep, Open

pytestmark = BROWSER

CHIP = "/id/chip/kompanio-1300t"
PAGES = {
    "home": "/", "search": "/search?q=1300", "thing": CHIP, "briefing": "/briefing/2031-05-06", "briefings": "/briefings", "class": "/class/Chip",
    "compare": "/compare?thing=Snapdragon+888&thing=Kompanio+1300T", "query": f"/query?query={quote('SELECT ?s ?o { ?s edge:hasCore ?o }')}", "queries": "/queries",
    "named": "/query?name=chips-by-core&core=Cortex-A78", "mistake": f"/query?query={quote('SELECT * { ?s foo:bar ?o }')}", "ask": f"/ask?q={quote('哪些SoC用了Cortex-A78？')}",
    "unanswered": "/ask?q=what+is+love", "nowhere": "/nowhere", "rules": "/rules", "rule": "/rules/hardware.core_in_chip", "graph": "/graph?thing=Kompanio+1300T&hops=2",
    "way": "/graph?from=Snapdragon+888&to=Tablet+V7", "numbers": f"/query?query={quote('SELECT ?s ?n { ?s edge:count ?n }')}",
}  # fmt: skip


def test_search_thing_sentence_by_keyboard(new_page: Open, keep: Keep) -> None:
    page = new_page()
    box = page.get_by_role("combobox", name="Search")
    assert box.evaluate("box => box === document.activeElement")
    box.press_sequentially("xk13")
    option = page.get_by_role("option").first
    option.wait_for()
    assert "Kompanio 1300T" in option.inner_text() and box.get_attribute("aria-expanded") == "true"
    keep(page, "suggestions")
    box.press("ArrowDown")
    assert option.get_attribute("aria-selected") == "true" and box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    box.press("Enter")
    page.wait_for_url(f"**{CHIP}")
    fact = page.locator(".fact", has_text="Cortex-A78").first
    fact.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fact.locator("mark").first.is_visible() and "count=4" in fact.locator("mark").first.inner_text()
    keep(page, "sentence")
    fact.get_by_role("link", name="2031-05-06").click()
    page.wait_for_url("**/briefing/2031-05-06#L1")
    assert page.locator("#L1 .mention").count() > 0


def test_evidence_leads_to_the_rule_that_read_it_and_data_in_the_head_troubles_no_browser(new_page: Open) -> None:
    page = new_page(CHIP)
    assert "schema.org" in page.locator('script[type="application/ld+json"]').text_content()
    page.locator(".fact summary").first.click()
    page.get_by_role("link", name="small.world").first.click()
    page.wait_for_url("**/rules/small.world")
    assert page.locator(".facts-list .fact").count() > 0


def test_escape_closes_the_suggestions(new_page: Open) -> None:
    page = new_page("/ask")
    box = page.get_by_role("combobox", name="Search")
    box.press_sequentially("1300")
    page.get_by_role("option").first.wait_for()
    box.press("Escape")
    assert page.get_by_role("option").count() == 0 and box.input_value() == "1300"


def test_ask(new_page: Open, keep: Keep) -> None:
    page = new_page()
    page.get_by_label("Ask in words").fill("哪些SoC用了Cortex-A78？")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url("**/ask?**")
    assert {"Kompanio 1300T", "Snapdragon 888"} <= set(page.locator(".answer a").all_inner_texts())
    assert page.locator("blockquote mark").first.is_visible()
    keep(page, "ask")


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_for_axe(scheme: str, language: str, new_page: Open, keep: Keep) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = new_page(color_scheme=scheme, locale=language)
    found = {}
    for name, path in PAGES.items():
        page.goto(path)
        if page.locator("details").count():
            page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        keep(page, f"{name}-{scheme}-{language[:2]}")
        violations = [v for v in Axe().run(page).response["violations"] if v["impact"] in {"serious", "critical"}]
        found |= {f"{name}: {v['id']}": [node["html"][:200] for node in v["nodes"][:3]] for v in violations}
    assert found == {}


def test_colours_follow_the_system_and_then_the_switch(new_page: Open) -> None:
    def ground(page: Any) -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    light, dark = new_page(color_scheme="light"), new_page(color_scheme="dark")
    assert ground(light) != ground(dark)
    light.get_by_role("link", name="Dark").click()
    light.wait_for_load_state()
    assert ground(light) == ground(dark) and light.url.endswith("/")
    light.get_by_role("link", name="中文").click()
    light.wait_for_load_state()
    assert light.evaluate("document.documentElement.lang") == "zh-Hans" and ground(light) == ground(dark)


def test_everything_is_there_on_a_phone(new_page: Open, keep: Keep) -> None:
    page = new_page(viewport={"width": 360, "height": 740}, locale="zh-CN", is_mobile=True, has_touch=True)
    for name, path in PAGES.items():
        page.goto(path)
        keep(page, f"{name}-phone")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


def test_without_javascript(new_page: Open) -> None:
    page = new_page(java_script_enabled=False)
    page.locator("#home-search").fill("1300")
    page.get_by_role("button", name="Search").click()
    page.locator("main").get_by_role("link", name="Kompanio 1300T").click()
    page.wait_for_url(f"**{CHIP}")
    fact = page.locator(".fact", has_text="Cortex-A78").first
    assert not fact.locator("mark").first.is_visible()
    fact.locator("summary").click()
    assert fact.locator("mark").first.is_visible()


def test_the_keyboard_reaches_the_content_first(new_page: Open) -> None:
    page = new_page(CHIP)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
