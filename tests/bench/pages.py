"""How faithfully pages become articles: Galley and well-known libraries in one run, as a table.

    python -m tests.bench pages --pages DIR [--peer NAME=COMMAND]...

DIR holds pages with what a person said is in them: `items.jsonl`, `html/`, and the `evaluate.py`
that scores. They are other people's and not in this repository. A peer is one of the NAMES of
`tests/bench/page_peers.py` with the Python that has it installed, or `mozilla` with Node and the
folder of its modules (`mozilla=node:DIR`), each in an environment of its own:

    --peer trafilatura=/tmp/peers/trafilatura/bin/python --peer mozilla=node:/tmp/peers
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from reader import intake, shapes
from reader.errors import NotAnArticle
from reader.intake import charset
from reader.intake.refused import TooLittle
from reader.model import Source

HERE = Path(__file__).parent
CORPORA = ("zyte", "fundus", "moz")
Scores = Mapping[str, Any]
Items = list[tuple[str, str, str | None, Any]]

COLUMNS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("zyte F1 / exact", "zyte", ("F1", "acc")),
    ("fundus F1", "fundus", ("F1",)),
    ("paragraphs / headings / captions", "fundus", ("s:para", "s:heading", "s:caption")),
    ("title / byline / date", "fundus", ("m:title", "m:byline", "m:published")),
    ("moz token F1", "moz", ("tokF1",)),
    ("moz structure / captions", "moz", ("s:MEAN", "s:caption")),
)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.bench pages", description=__doc__)
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND")
    asked = parser.parse_args(arguments)
    evaluate = _evaluator(asked.pages)
    corpora = {name: evaluate.load(name) for name in CORPORA}
    _print_head()
    _print_row("Galley", _scores(evaluate, corpora, "CANDIDATE", _ours))
    for peer in asked.peer:
        name, _equals, command = peer.partition("=")
        with_peer = _Peer(name, command)
        _print_row(name, _scores(evaluate, corpora, name, with_peer.read))
        with_peer.close()
    return 0


def _evaluator(folder: Path) -> ModuleType:
    """The scorer that lies beside the pages, as a module."""
    os.environ["PAGES"] = str(folder)
    spec = importlib.util.spec_from_file_location("evaluate", folder / "evaluate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _ours(content: bytes, url: str | None) -> dict[str, Any]:
    source = Source(content, "text/html", datetime.now(UTC), url=url)
    start = time.process_time()
    try:
        article = intake.to_article(source)
    except TooLittle as error:
        article = error.captured
    except NotAnArticle:
        return {"dt": time.process_time() - start}
    return {**shapes.extracted(article), "dt": time.process_time() - start}


class _Peer:
    """Another program in its own environment: one line of JSON asks, one answers."""

    def __init__(self, name: str, command: str) -> None:
        self._process = subprocess.Popen(
            _command(name, command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=_environment(command),
        )  # fmt: skip

    def read(self, content: bytes, url: str | None) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        question = json.dumps({"html": charset.decode(content), "url": url})
        self._process.stdin.write(question + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline() or "{}")
        return answer

    def close(self) -> None:
        self._process.communicate()


def _command(name: str, command: str) -> list[str]:
    if command.startswith("node:"):
        return ["node", str(HERE / "page_peer.js")]
    return [command, str(HERE / "page_peers.py"), name]


def _environment(command: str) -> dict[str, str]:
    modules = command.removeprefix("node:") if command.startswith("node:") else ""
    known = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**known, "NODE_PATH": f"{modules}/node_modules"} if modules else known


def _scores(
    evaluate: ModuleType, corpora: Mapping[str, Items], name: str, read: Any
) -> dict[str, Scores]:
    scored: dict[str, Scores] = {}
    for corpus, items in corpora.items():
        results = {one: read(evaluate.read(path), url) for one, path, url, _gold in items}
        scored[corpus], _worst = evaluate.score(corpus, items, results, name)
    return scored


def _print_head() -> None:
    titles = [title for title, _corpus, _keys in COLUMNS]
    print("| program |", " | ".join([*titles, "pages/s of CPU", "p95 ms"]), "|")
    print("|---" * (len(titles) + 3) + "|", flush=True)


def _print_row(name: str, scores: Mapping[str, Scores]) -> None:
    cells = [
        " / ".join(_written(scores[corpus].get(key)) for key in keys)
        for _title, corpus, keys in COLUMNS
    ]
    print(f"| {name} |", " | ".join([*cells, *_speed(scores)]), "|", flush=True)


def _written(score: float | None) -> str:
    return "-" if score is None else f"{score:.3f}".removeprefix("0")


def _speed(scores: Mapping[str, Scores]) -> Iterator[str]:
    """Over all pages, the slowest corpus for p95."""
    rates = [1 / scores[corpus]["pages/s"] for corpus in CORPORA]
    yield f"{len(rates) / sum(rates):.0f}"
    yield f"{max(scores[corpus]['p95ms'] for corpus in CORPORA):.0f}"


if __name__ == "__main__":
    sys.exit(main())
