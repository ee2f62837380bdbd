"""Who may come in: by which name, with which token, with how much."""

from __future__ import annotations

from pathlib import Path

import pytest
from served import Served, Site, serving

from kg.serve.settings import Settings


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "LOCALHOST:1", "[::1]:8000"])
def test_we_go_by_our_own_names(host: str, site: Site) -> None:
    assert site.get("/queries", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", "", "localhost@evil.example", "[::2]:80"])
def test_we_go_by_no_other_name(host: str, site: Site) -> None:
    assert site.get("/queries", headers={"host": host}).status_code == 421


def test_further_names_are_a_setting(store: Path) -> None:
    with Site(Settings(store, hosts=("kg.example.org",))) as site:
        assert site.get("/queries", headers={"host": "kg.example.org"}).status_code == 200


def test_the_headers_keep_browsers_strict(site: Site) -> None:
    for path in ("/", "/sparql?query=ASK%7B%7D", "/nowhere", "/static/site.js", "/id/chip/kompanio-1300t.ttl"):
        headers = site.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'") and headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY" and "server" not in headers


def test_with_a_token_only_those_who_know_it_come_in(store: Path) -> None:
    with Site(Settings(store, token="s3cret")) as site:
        assert site.get("/sparql?query=ASK%7B%7D", accept="*/*").status_code == 401
        assert site.get("/sparql?query=ASK%7B%7D", headers={"authorization": "Bearer wrong"}, accept="*/*").status_code == 401
        assert site.get("/sparql?query=ASK%7B%7D", headers={"authorization": "Bearer s3cret"}, accept="*/*").status_code == 200
        assert site.get("/").headers["location"] == "/token" and site.get("/token").status_code == 200
        form = {"content-type": "application/x-www-form-urlencoded"}
        assert site.request("POST", "/token", content="token=wrong", headers=form).status_code == 403
        entered = site.request("POST", "/token", content="token=s3cret", headers=form)
        cookie = entered.headers["set-cookie"]
        assert "HttpOnly" in cookie and "samesite=strict" in cookie.lower() and "s3cret" not in cookie
        assert site.get("/", headers={"cookie": cookie.split(";")[0]}).status_code == 200
        assert site.get("/", headers={"cookie": "kg_token=0"}).status_code == 303


def test_the_token_may_come_from_the_environment_and_is_not_shown(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "s3cret" not in repr(Settings(store, token="s3cret"))
    with serving(store, "--token", "s3cret") as served:
        assert served.query("ASK {}").status_code == 401


def test_a_request_may_not_be_endless(server: Served, site: Site) -> None:
    kind = {"content-type": "application/sparql-query"}
    large = b"ASK { } #" + b"x" * (2 << 20)
    assert site.request("POST", "/sparql", content=large, headers=kind).status_code == 413

    async def drip() -> object:
        for _ in range(64):
            yield b"#" * (1 << 16)

    assert site.request("POST", "/sparql", content=drip(), headers=kind).status_code == 413
    assert site.request("POST", "/token", content=b"token=" + b"x" * 10000, headers={"content-type": "application/x-www-form-urlencoded"}).status_code == 413
