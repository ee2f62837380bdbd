"""The browser that tests drive: Debian's chromium, or another that Playwright can drive."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
BROWSER = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt install chromium)")]
EXPECTED = ("status of 400", "status of 404")
"""What Chromium notes of pages that are errors themselves."""

Open = Callable[..., Any]
Keep = Callable[[Any, str], None]
