"""What stands between the network and the pages: which names we answer to, who may ask, and the headers that keep browsers strict."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve.settings import Settings

log = logging.getLogger("kg.serve")

COOKIE = "kg_token"
OPEN_PATHS = ("/token", "/static/")
POLICY = "; ".join([
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "font-src 'self'", "connect-src 'self'", "worker-src 'self'",
    "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
])  # fmt: skip
HEADERS = {
    "content-security-policy": POLICY, "x-content-type-options": "nosniff", "referrer-policy": "same-origin", "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin", "permissions-policy": "camera=(), geolocation=(), microphone=()",
}  # fmt: skip


def cookie_value(token: str) -> str:
    """Return what a browser keeps in place of the token.

    Examples
    --------
    >>> cookie_value("a") == cookie_value("a"), cookie_value("a") == cookie_value("b")
    (True, False)
    """
    return hashlib.sha256(f"kg serve {token}".encode()).hexdigest()


class Guard:
    """Turns away what may not come in, and adds the headers to everything that goes out.

    Parameters
    ----------
    app : ASGI application
    settings : Settings
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        try:
            await (refusal or self._app)(scope, receive, send_with_headers)
        except Exception as error:
            log.error("internal error at %s: %s: %s", scope.get("path"), type(error).__name__, error, exc_info=log.isEnabledFor(logging.DEBUG))
            if not started:
                await PlainTextResponse("the server can't answer this; its log says why\n", 500)(scope, receive, send_with_headers)

    def _refusal(self, scope: MutableMapping[str, Any]) -> Response | None:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._settings.allows_host(hosts[0]):
            return PlainTextResponse("this server doesn't go by that name; ask by its own, or start it with --allow-host NAME\n", 421)
        if scope["method"] == "OPTIONS" or self._may_enter(scope["path"], headers):
            return None
        if scope["method"] in {"GET", "HEAD"} and "text/html" in headers.get("accept", ""):
            return RedirectResponse("/token", 303)
        return PlainTextResponse("this server wants a token: send Authorization: Bearer TOKEN\n", 401, headers={"www-authenticate": 'Bearer realm="kg"'})

    def _may_enter(self, path: str, headers: Headers) -> bool:
        token = self._settings.token
        if not token or path.startswith(OPEN_PATHS):
            return True
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode()):
            return True
        try:
            kept = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return False
        return kept is not None and hmac.compare_digest(kept.value.encode(), cookie_value(token).encode())
