"""One process a library and user: a second start hands its files to the first and goes.

The first listens on a local socket that only this user may open; its name is made of the library's
path. What comes in is a list of paths and addresses, never more than that.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QDir, QObject, Signal

from reader.adding import OURS, is_address

# Loading the network library takes as long as painting the window, and a start that is the only
# one has nobody to talk to.
if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT = 500
"""Milliseconds for the other process to answer."""
_LONGEST = 1 << 20


def socket_name(library: Path) -> str:
    """The same for every way to write the path of one library."""
    digest = hashlib.sha256(str(library.resolve()).encode("utf-8", "surrogateescape"))
    return f"galley-{digest.hexdigest()[:24]}"


def handed_over(library: Path, inputs: Sequence[str]) -> bool:
    """Whether a running process has this library open and took the inputs."""
    if not _may_listen(library):
        return False
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(socket_name(library))
    if not socket.waitForConnected(_WAIT):
        return False
    socket.write(json.dumps(whole(inputs)).encode() + b"\n")
    taken = socket.waitForBytesWritten(_WAIT) and socket.waitForReadyRead(_WAIT)
    socket.disconnectFromServer()
    return taken


def _may_listen(library: Path) -> bool:
    """Whether a process may be listening: on Unix its socket is a file."""
    if sys.platform == "win32":
        return True
    return (Path(QDir.tempPath()) / socket_name(library)).exists()


def whole(inputs: Sequence[str]) -> list[str]:
    """The inputs as another working folder understands them: paths made absolute."""
    return [
        each if is_address(each) or each.lower().startswith(OURS) else str(Path(each).resolve())
        for each in inputs
    ]


class Instance(QObject):
    """Hears later starts with the same library, from `listen` to `close`."""

    asked = Signal(object)
    """A later start wants the window: the paths and addresses it was given."""

    def __init__(self, library: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = socket_name(library)
        self._server: QLocalServer | None = None

    def listen(self) -> None:
        """Opens the socket; one that a killed process left is taken away."""
        from PySide6.QtNetwork import QLocalServer

        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._take)
        if not server.listen(self._name):
            # A process that was killed leaves its socket; nobody answered on it just now.
            QLocalServer.removeServer(self._name)
            server.listen(self._name)
        self._server = server

    def close(self) -> None:
        if self._server is not None:
            self._server.close()

    def _take(self) -> None:
        socket = self._server.nextPendingConnection() if self._server else None
        if socket is not None:
            socket.setParent(self)
            socket.readyRead.connect(self._read)
            socket.disconnected.connect(socket.deleteLater)

    def _read(self) -> None:
        socket = cast("QLocalSocket", self.sender())
        if socket.bytesAvailable() > _LONGEST:
            socket.abort()
        elif socket.canReadLine():
            inputs = _understood(bytes(socket.readLine().data()))
            if inputs is not None:
                socket.write(b"ok\n")
                self.asked.emit(inputs)


def _understood(line: bytes) -> list[str] | None:
    try:
        given = json.loads(line)
    except ValueError:
        return None
    if isinstance(given, list) and all(isinstance(each, str) for each in given):
        return given
    return None
