"""The far end's side of `reader.templates.child`: it keeps one article and renders templates."""

from __future__ import annotations

import json
import traceback
from datetime import datetime
from typing import Any

from reader import records
from reader.export.options import options_named
from reader.model import Exported
from reader.templates import data, rendering
from reader.templates.of_marks import filters_for
from reader.templates.rendering import Asked
from reader.templates.shown import shown


def _shown(markdown: str) -> str | None:
    try:
        return shown(markdown)
    except (RecursionError, MemoryError):
        return None


class Desk:
    """Answers the questions of the near end."""

    def __init__(self) -> None:
        self._exported: Exported | None = None
        self._values: data.Values = {}

    def answer(self, question: bytes) -> bytes:
        """One answer, whatever is asked."""
        letter, content = question[:1], json.loads(question[1:])
        try:
            match letter:
                case b"A":
                    return self._take(content)
                case b"H":
                    return b"H" + json.dumps(_shown(content)).encode()
                case _:
                    return self._render(content)
        except Exception:  # the edge: the near end is told, and this process goes on
            return b"B" + traceback.format_exc(limit=20).encode("utf-8", errors="replace")

    def _take(self, content: dict[str, Any]) -> bytes:
        self._exported = records.from_json(Exported, content["exported"])
        self._values = data.values(self._exported, options_named(content["options"]))
        return b"K"

    def _render(self, content: dict[str, Any]) -> bytes:
        assert self._exported is not None
        file = content["file"]
        asked = Asked(
            content["name"],
            content["source"],
            (file[0], file[1]) if file else None,
            content["beside"],
        )
        now = datetime.fromisoformat(content["now"])
        values = data.with_hour(self._values, now, content["version"])
        try:
            made = rendering.render(asked, values, filters_for(self._exported))
        except Exception as error:
            wrong = rendering.explained(error, asked)
            if wrong is None:
                raise
            said = [wrong.sentence, wrong.advice, wrong.line, wrong.column, wrong.template]
            return b"W" + json.dumps(said).encode()
        return b"R" + json.dumps(made).encode()
