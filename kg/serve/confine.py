"""What a process that answers visitors may take and touch: bounded memory and processor time, no network, the first to go when memory runs out.

The kernel holds these limits, so they hold whatever the engine does. Where a system has no such limit (macOS has some of them), the rest still stands.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import sys
from pathlib import Path

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # EACCES
_MACHINES = {"x86_64": (0xC000003E, (41, 42)), "aarch64": (0xC00000B7, (198, 203))}
"""Of each machine: its number in a filter, and those of its system calls ``socket`` and ``connect``."""


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("if_true", ctypes.c_uint8), ("if_false", ctypes.c_uint8), ("value", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("instructions", ctypes.POINTER(_Instruction)))


def forbid_network() -> bool:
    """Have the kernel refuse this thread, and those it starts, every new socket; whether it does.

    A query that gets ``SERVICE`` past the check of its text still reaches nobody.
    """
    if not sys.platform.startswith("linux") or platform.machine() not in _MACHINES:
        return False
    number, (socket, connect) = _MACHINES[platform.machine()]
    steps = (
        _Instruction(_LOAD, 0, 0, 4),  # which machine's calls these are
        _Instruction(_JUMP_IF_EQUAL, 1, 0, number),
        _Instruction(_RETURN, 0, 0, _ALLOW),
        _Instruction(_LOAD, 0, 0, 0),  # which call it is
        _Instruction(_JUMP_IF_EQUAL, 1, 0, socket),
        _Instruction(_JUMP_IF_EQUAL, 0, 1, connect),
        _Instruction(_RETURN, 0, 0, _REFUSE),
        _Instruction(_RETURN, 0, 0, _ALLOW),
    )
    program = _Program(len(steps), (_Instruction * len(steps))(*steps))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def address_space() -> int:
    """Return the bytes of address space that this process holds; 0 where the system doesn't tell."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 0


def resident() -> int:
    """Return the bytes of memory that this process holds; 0 where the system doesn't tell."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()
    except (OSError, ValueError):
        return 0


def limit_memory(size: int) -> None:
    """Let this process take no more than so many bytes of address space; more makes the engine stop the process."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (size, resource.getrlimit(resource.RLIMIT_AS)[1]))


def limit_processor(seconds: float) -> None:
    """Let this process run for so many more seconds of processor time: one that nobody is left to stop stops by itself."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime + seconds) + 1, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def give_way(niceness: int) -> None:
    """Run behind the server itself, and be the first that the kernel stops when the machine's memory runs out."""
    with contextlib.suppress(OSError):
        os.nice(niceness)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("800", "ascii")
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
