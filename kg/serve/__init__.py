"""The web: a SPARQL 1.1 endpoint, and pages on which every fact opens its sentence. Read-only; it follows new snapshots of the store by itself.

``settings`` says what a server may be told, ``app`` puts it together; ``protocol`` is the endpoint, ``pages`` are the pages. Nothing that a visitor asks
runs in the server's own process: ``pool`` hands it to processes (``worker``) that are confined and killed at their limit (``confine``).
"""

from __future__ import annotations

from kg.serve.settings import Settings

__all__ = ["Settings", "serve"]


def serve(settings: Settings) -> None:
    """Serve a store until interrupted.

    Parameters
    ----------
    settings : Settings

    Raises
    ------
    StoreError
        If there is no store, or it can't be read.
    InputError
        If the address can't be listened on.

    Examples
    --------
    >>> from pathlib import Path
    >>> serve(Settings(Path("nowhere")))
    Traceback (most recent call last):
    kg.errors.StoreError: nowhere: no store there; build it first (kg build … --store)
    """
    from kg.serve.running import run  # slow: uvicorn

    run(settings)
