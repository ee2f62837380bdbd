"""Values -> pages: the templates, and what a visitor has chosen for all of them (language, colours)."""

from __future__ import annotations

import hashlib
import urllib.parse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kg import schema_org
from kg.serve.language import LANGUAGES, Speaker, chosen

HERE = Path(__file__).parent
LANGUAGE_COOKIE, THEME_COOKIE = "kg_lang", "kg_theme"
THEMES = ("auto", "light", "dark")
_VARY = "Accept, Accept-Language, Cookie"


class Templates:
    """The templates of ``templates/``: everything that goes into them is escaped.

    Examples
    --------
    >>> from jinja2 import Template
    >>> Templates().environment.from_string("{{ text }}").render(text="<script>")
    '&lt;script&gt;'
    """

    def __init__(self) -> None:
        self.environment = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        self.environment.globals.update(asset=asset, link=link, schema_org=schema_org.thing, languages=LANGUAGES, themes=THEMES)

    def page(self, request: Request, template: str, values: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> HTMLResponse:
        """Return a page in the language of the visitor."""
        language = language_of(request)
        kept = request.cookies.get(THEME_COOKIE, "auto")
        shared = {"say": Speaker(language), "language": language, "theme": kept if kept in THEMES else "auto", "here": here(request), "path": request.url.path, **as_of(request)}
        text = self.environment.get_template(template).render(shared | dict(values))
        return HTMLResponse(text, status, headers={"vary": _VARY, "cache-control": "no-cache", **(headers or {})})


def as_of(request: Request) -> dict[str, Any]:
    """Return the day whose graph a page shows, and what makes an address on this server lead to the graph of that day."""
    day = request.query_params.get("as-of", "").strip()

    def dated(path: str) -> str:
        if not day or not path:
            return path
        address, hash_, place = path.partition("#")
        return f"{address}{'&' if '?' in address else '?'}{urllib.parse.urlencode({'as-of': day})}{hash_}{place}"

    return {"as_of": day, "dated": dated}


def language_of(request: Request) -> Any:
    """Return the language of a visitor."""
    return chosen(request.headers.get("accept-language", ""), request.query_params.get("lang", "") or request.cookies.get(LANGUAGE_COOKIE, ""))


def here(request: Request) -> str:
    """Return the address of the page, from the path on: where to come back to."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def link(path: str, **parameters: object) -> str:
    """Return an address on this server; parameters that are None are left out.

    Examples
    --------
    >>> link("/search", q="骁龙 8", start=None)
    '/search?q=%E9%AA%81%E9%BE%99+8'
    """
    given = [(name, value) for name, value in parameters.items() if value is not None]
    return f"{path}?{urllib.parse.urlencode(given, doseq=True)}" if given else path


def asset(name: str) -> str:
    """Return the address of a static file, with a digest of its content, so that browsers may keep it."""
    return f"/static/{name}?{_digest(name)}"


_digests: dict[str, str] = {}


def _digest(name: str) -> str:
    if name not in _digests:
        _digests[name] = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:8]
    return _digests[name]
