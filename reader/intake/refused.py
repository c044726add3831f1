"""A page without an article, and the words that it has instead: "please log in", for example."""

from __future__ import annotations

from reader.errors import NotAnArticle
from reader.model import Captured


class TooLittle(NotAnArticle):
    """Too few words to be an article. `captured` holds them: of an article that is known they are
    kept, as what its address showed that time."""

    def __init__(self, sentence: str, advice: str, captured: Captured) -> None:
        super().__init__(sentence, advice)
        self.captured = captured
