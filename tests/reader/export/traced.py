"""Watches a child process at every system call, and meddles: Linux's ptrace, nothing else.

The child is forked from this very process, so it is warm, and a run takes milliseconds. It is
watched between two calls of `getppid`, which no Python code makes by itself.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass

_NUMBERS = {
    # name: x86-64, aarch64 (which has some by their newer names only)
    "read": (0, 63),
    "write": (1, 64),
    "open": (2, None),
    "close": (3, 57),
    "stat": (4, None),
    "fstat": (5, 80),
    "lstat": (6, None),
    "lseek": (8, 62),
    "ioctl": (16, 29),
    "access": (21, None),
    "dup": (32, 23),
    "fcntl": (72, 25),
    "flock": (73, 32),
    "fsync": (74, 82),
    "rename": (82, None),
    "mkdir": (83, None),
    "link": (86, None),
    "unlink": (87, None),
    "readlink": (89, None),
    "chmod": (90, None),
    "chown": (92, None),
    "getppid": (110, 173),
    "setxattr": (188, 5),
    "getxattr": (191, 8),
    "listxattr": (194, 11),
    "getdents64": (217, 61),
    "openat": (257, 56),
    "mkdirat": (258, 34),
    "newfstatat": (262, 79),
    "unlinkat": (263, 35),
    "renameat": (264, 38),
    "linkat": (265, 37),
    "readlinkat": (267, 78),
    "fchmodat": (268, 53),
    "faccessat": (269, 48),
    "dup3": (292, 24),
    "renameat2": (316, 276),
    "statx": (332, 291),
    "faccessat2": (439, 439),
}
_MACHINES = ("x86_64", "aarch64")

_NAMES = {
    number: name
    for name, numbers in _NUMBERS.items()
    for machine, number in zip(_MACHINES, numbers, strict=True)
    if machine == platform.machine() and number is not None
}

_TRACEME, _PEEKUSER, _POKEUSER, _DETACH, _SYSCALL, _SETOPTIONS = 0, 3, 6, 17, 24, 0x4200
_GETREGSET, _SETREGSET, _SYSCALL_INFO = 0x4204, 0x4205, 0x420E
_GOOD, _EXITKILL = 1, 1 << 20
_PRSTATUS, _ARM_SYSCALL = 1, 0x404


@dataclass(frozen=True)
class Stop:
    """The child before or after a system call; `number` counts the stops from 0.

    `name` is that of a call that deals with files, else empty.
    """

    number: int
    name: str
    is_entry: bool


Meddle = Callable[["Child", Stop], None]


@dataclass(frozen=True)
class Run:
    """How many stops there were, and what the work said; None if it was killed."""

    stops: int
    said: str | None


def why_not() -> str:
    """Why nothing can be traced here; empty if it can."""
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return "system calls are traced on Linux, on x86-64 and aarch64"
    try:
        watch(str, lambda _child, _stop: None)
    except OSError as problem:
        return f"system calls may not be traced here: {problem.strerror}"
    return ""


def watch(work: Callable[[], str], meddle: Meddle) -> Run:
    """Does the work in a child and stops it before and after every system call that it makes.

    OSError if it may not be traced.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        _be_watched(work, writing)
    os.close(writing)
    with open(reading, "rb") as said:
        child = Child(pid)
        child.follow(meddle)
        words = said.read().decode()
    return Run(child.stops, None if child.was_killed else words)


def _be_watched(work: Callable[[], str], writing: int) -> None:
    try:
        _ptrace(_TRACEME, 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        os.getppid()
        said = work()
        os.getppid()
        os.write(writing, said.encode())
        os._exit(0)
    finally:
        os._exit(99)


class Child:
    """A process that is being traced."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.stops = 0
        self.was_killed = False
        self._is_watched = True
        self._number = 0
        self._answer: int | None = None

    def follow(self, meddle: Meddle) -> None:
        """Lets it run to its end, or to its death."""
        _pid, status = os.waitpid(self.pid, 0)
        if not os.WIFSTOPPED(status):
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))
        _ptrace(_SETOPTIONS, self.pid, 0, _GOOD | _EXITKILL)
        markers = 0
        while self._is_watched and self._goes_on():
            is_entry, name = self._where()
            if name == "getppid":
                markers += is_entry
            elif markers == 1:
                self._answer_now(is_entry)
                meddle(self, Stop(self.stops, name, is_entry))
                self.stops += 1

    def _goes_on(self) -> bool:
        """To the next stop; False if it has ended."""
        signalled = 0
        while True:
            _ptrace(_SYSCALL, self.pid, 0, signalled)
            _pid, status = os.waitpid(self.pid, 0)
            if not os.WIFSTOPPED(status):
                assert status == 0, f"the work ended with {status:#x}"
                return False
            if os.WSTOPSIG(status) == signal.SIGTRAP | 0x80:
                return True
            signalled = os.WSTOPSIG(status)

    def _answer_now(self, is_entry: bool) -> None:
        if not is_entry and self._answer is not None:
            self._set(self._result, self._answer)
            self._answer = None

    def kill(self) -> None:
        """Ends it here and now."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.was_killed, self._is_watched = True, False

    def let_go(self) -> None:
        """Watches it no longer; it runs to its end."""
        _ptrace(_DETACH, self.pid, 0, 0)
        _pid, status = os.waitpid(self.pid, 0)
        assert status == 0, f"the work ended with {status:#x}"
        self._is_watched = False

    def fail(self, number: int) -> None:
        """Before a call: it is not made, and fails with this error."""
        self._skip()
        self._answer = -number

    def shorten(self, to: int) -> None:
        """Before a `write`: so many bytes are written at most."""
        asked = self._get(self._third)
        self._set(self._third, min(to, asked))

    # --- the processor ---------------------------------------------------------------------------

    _result, _third = (10, 12) if platform.machine() == "x86_64" else (0, 2)
    """Registers: what a call gives back, and the third value that it is given."""

    def _where(self) -> tuple[bool, str]:
        told = ctypes.create_string_buffer(88)
        _ptrace(_SYSCALL_INFO, self.pid, len(told), ctypes.addressof(told))
        is_entry = told.raw[0] == 1
        if is_entry:
            self._number = struct.unpack_from("=Q", told.raw, 24)[0]
        return is_entry, _NAMES.get(self._number, "")

    def _skip(self) -> None:
        if platform.machine() == "x86_64":
            self._set(15, -1)
        else:
            self._registers(_SETREGSET, _ARM_SYSCALL, bytearray(struct.pack("=i", -1)))

    def _get(self, register: int) -> int:
        if platform.machine() == "x86_64":
            return _ptrace(_PEEKUSER, self.pid, 8 * register, 0)
        held = self._registers(_GETREGSET, _PRSTATUS, bytearray(34 * 8))
        return int(struct.unpack_from("=q", held, 8 * register)[0])

    def _set(self, register: int, value: int) -> None:
        if platform.machine() == "x86_64":
            _ptrace(_POKEUSER, self.pid, 8 * register, value)
            return
        held = self._registers(_GETREGSET, _PRSTATUS, bytearray(34 * 8))
        struct.pack_into("=q", held, 8 * register, value)
        self._registers(_SETREGSET, _PRSTATUS, held)

    def _registers(self, request: int, kind: int, held: bytearray) -> bytearray:
        buffer = (ctypes.c_char * len(held)).from_buffer(held)
        vector = struct.pack("=QQ", ctypes.addressof(buffer), len(held))
        told = ctypes.create_string_buffer(vector)
        _ptrace(request, self.pid, kind, ctypes.addressof(told))
        return held


def _ptrace(request: int, pid: int, address: int, value: int) -> int:
    ctypes.set_errno(0)
    result = int(_call(request, pid, ctypes.c_void_p(address), ctypes.c_void_p(value)))
    if result == -1 and (number := ctypes.get_errno()):
        raise OSError(number, os.strerror(number))
    return result


if sys.platform == "linux":
    _call = ctypes.CDLL(None, use_errno=True).ptrace
    _call.restype = ctypes.c_long
