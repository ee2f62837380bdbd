"""What a server is told when it starts: where it listens, who may ask, and how much one query may take."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

MEGABYTE = 1 << 20
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of a server, with their defaults.

    Attributes
    ----------
    store : path
        Folder of the store.
    host, port : str, int
        Where to listen; port 0 takes a free one.
    token : str
        What clients must present (``Authorization: Bearer …``, or the page ``/token``); empty lets everybody in.
    cors : tuple of str
        Origins whose scripts may ask, ``*`` for all.
    hosts : tuple of str
        Names that the ``Host`` header may bear besides those of the loopback and `host`.
    timeout : float
        Seconds that a query may take, waiting included; a request may ask for less (``timeout=``).
    workers : int
        Queries that run at once, each in a process of its own.
    queue : int
        Queries that wait for one of these; more are turned away at once.
    wait : float
        Seconds that a query waits before it is turned away.
    patience : float
        Seconds that a query may run while others wait; then the longest makes room.
    memory : int
        Bytes that a query may take.
    rows : int
        Rows (or triples) that an answer may have.
    answer : int
        Bytes that an answer may have.
    body : int
        Bytes that a request may have.

    Examples
    --------
    >>> Settings(Path("kg-store")).allows_host("localhost:8000"), Settings(Path("kg-store")).allows_host("evil.example")
    (True, False)
    """

    store: Path
    host: str = "127.0.0.1"
    port: int = 8000
    token: str = field(default="", repr=False)
    cors: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    timeout: float = 30.0
    workers: int = 16
    queue: int = 32
    wait: float = 12.0
    patience: float = 4.0
    memory: int = 512 * MEGABYTE
    rows: int = 200_000
    answer: int = 64 * MEGABYTE
    body: int = MEGABYTE

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in LOOPBACK

    def allows_host(self, header: str) -> bool:
        """Whether a request may name us so in its ``Host`` header: a page on another site whose name was bound to our address may not."""
        name = header.strip().lower()
        name = name[1 : name.index("]")] if name.startswith("[") and "]" in name else name.rsplit(":", 1)[0] if name.count(":") == 1 else name
        return name in {*LOOPBACK, self.host.lower(), *(host.lower() for host in self.hosts)} or "*" in self.hosts
