"""One process a library and user: a second start hands its files to the first and goes.

The first listens on a local socket that only this user may open; its name is made of the library's
path. What comes in is a list of paths and addresses, never more than that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from reader.adding import is_address

_WAIT = 500
"""Milliseconds for the other process to answer."""
_LONGEST = 1 << 20


def socket_name(library: Path) -> str:
    """The same for every way to write the path of one library."""
    digest = hashlib.sha256(str(library.resolve()).encode("utf-8", "surrogateescape"))
    return f"galley-{digest.hexdigest()[:24]}"


def handed_over(library: Path, inputs: Sequence[str]) -> bool:
    """Whether a running process has this library open and took the inputs."""
    socket = QLocalSocket()
    socket.connectToServer(socket_name(library))
    if not socket.waitForConnected(_WAIT):
        return False
    socket.write(json.dumps(whole(inputs)).encode() + b"\n")
    taken = socket.waitForBytesWritten(_WAIT) and socket.waitForReadyRead(_WAIT)
    socket.disconnectFromServer()
    return taken


def whole(inputs: Sequence[str]) -> list[str]:
    """The inputs as another working folder understands them: paths made absolute."""
    return [each if is_address(each) else str(Path(each).resolve()) for each in inputs]


class Instance(QObject):
    """Listens for later starts with the same library."""

    asked = Signal(object)
    """A later start wants the window: the paths and addresses it was given."""

    def __init__(self, library: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take)
        name = socket_name(library)
        if not self._server.listen(name):
            # A process that was killed leaves its socket; nobody answered on it just now.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    def close(self) -> None:
        self._server.close()

    def _take(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.setParent(self)
            socket.readyRead.connect(self._read)
            socket.disconnected.connect(socket.deleteLater)

    def _read(self) -> None:
        socket = self.sender()
        if not isinstance(socket, QLocalSocket):
            return
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
