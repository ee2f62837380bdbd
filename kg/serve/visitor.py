"""What a visitor chooses for all pages, kept in cookies: language, colours, and the token where one is wanted."""

from __future__ import annotations

import hmac

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg.errors import KgError
from kg.serve import guard, problems
from kg.serve.incoming import Parameters, body
from kg.serve.language import LANGUAGES
from kg.serve.rendering import LANGUAGE_COOKIE, THEME_COOKIE, THEMES, Templates
from kg.serve.settings import Settings

_YEAR = 365 * 24 * 3600
_LONGEST_FORM = 4096


def local(address: str) -> str:
    r"""Return an address where it is a path on this server, else the home page: nobody is sent elsewhere.

    Examples
    --------
    >>> local("/ask?q=1"), local("//evil.example"), local("https://evil.example"), local("/\\evil.example")
    ('/ask?q=1', '/', '/', '/')
    """
    safe = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable() and len(address) < 8000
    return address if safe else "/"


def routes(settings: Settings, templates: Templates) -> list[Route]:
    """Return the routes of ``/settings`` and ``/token``."""

    async def choose(request: Request) -> Response:
        try:
            given = Parameters(request.url.query)
            answer = RedirectResponse(local(given.one("back", "/")), 303)
            for name, cookie, known in (("lang", LANGUAGE_COOKIE, LANGUAGES), ("theme", THEME_COOKIE, THEMES)):
                if (value := given.one(name)) in known:
                    answer.set_cookie(cookie, value, max_age=_YEAR, samesite="lax")
        except KgError as error:
            return problems.problem(request, error)
        return answer

    async def enter(request: Request) -> Response:
        wrong = False
        if request.method == "POST":
            try:
                given = Parameters((await body(request, _LONGEST_FORM)).decode("utf-8", "replace"))
                if settings.token and hmac.compare_digest(given.one("token").encode(), settings.token.encode()):
                    answer = RedirectResponse("/", 303)
                    answer.set_cookie(guard.COOKIE, guard.cookie_value(settings.token), max_age=_YEAR, httponly=True, samesite="strict")
                    return answer
            except KgError as error:
                return problems.problem(request, error)
            wrong = True
        return templates.page(request, "token.html", {"wrong": wrong}, 403 if wrong else 200)

    return [Route("/settings", choose, methods=["GET"]), Route("/token", enter, methods=["GET", "POST"])]
