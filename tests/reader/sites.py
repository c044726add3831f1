"""Sites of our own on this computer that change and break down, and count who asks at once."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from reader.values import dataclass


@dataclass
class Shown:
    """What an address answers, from now on."""

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = ""
    seconds: float = 0.0
    kind: str = "text/html; charset=utf-8"


class Sites:
    """One server that counts as many sites: as many as there are names for this computer."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.shown: dict[str, list[Shown]] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.most_at_once: Counter[str] = Counter()
        self._now: Counter[str] = Counter()
        self._lock = threading.Lock()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def show(self, path: str, *answers: Shown) -> None:
        """Answers these one after the other; the last one for ever."""
        self.shown[path] = list(answers)

    def paths(self) -> list[str]:
        return [path for _host, path, _headers in self.asked]

    def answer(self, path: str) -> Shown:
        waiting = self.shown.get(path, [Shown("gone", 404)])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    @contextmanager
    def counted(self, host: str) -> Iterator[None]:
        with self._lock:
            self._now[host] += 1
            self.most_at_once[host] = max(self.most_at_once[host], self._now[host])
        yield
        with self._lock:
            self._now[host] -= 1


class _Handler(BaseHTTPRequestHandler):
    sites: Sites

    def do_GET(self) -> None:
        host = self.headers["Host"].partition(":")[0]
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.sites.counted(host):
            self.sites.asked.append((host, self.path, headers))
            shown = self.sites.answer(self.path)
            time.sleep(shown.seconds)
        # No longer counted: who has read the answer may ask again before this thread goes on.
        self._send(shown, headers)

    def _send(self, shown: Shown, headers: dict[str, str]) -> None:
        is_known = shown.etag and headers.get("if-none-match") == shown.etag
        body = shown.body.encode() if isinstance(shown.body, str) else shown.body
        body = b"" if is_known else body
        try:
            self.send_response(304 if is_known else shown.status)
            for name, value in shown.headers.items():
                self.send_header(name, value)
            if shown.etag:
                self.send_header("ETag", shown.etag)
            self.send_header("Content-Type", shown.kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


@contextmanager
def serving() -> Iterator[Sites]:
    """The sites, open until the end of the block."""
    sites = Sites(0)
    handler = type("Here", (_Handler,), {"sites": sites})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    sites.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield sites
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
