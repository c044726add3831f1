"""What a person can act on: one sentence that says what happened, one advice that says what to do.

Anything else that is raised is a bug and goes to the exception hook with a report.
"""


class GalleyError(Exception):
    """A failure that the user can do something about; `str()` gives sentence and advice."""

    def __init__(self, sentence: str, advice: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.sentence} {self.advice}".rstrip()


class NotAnArticle(GalleyError):
    """What came in holds no article that could be read."""


class NotAFeed(GalleyError):
    """What came holds no feed that could be read."""


class FetchFailed(GalleyError):
    """The page could not be fetched, or a limit stopped it.

    `status` is what the site answered, if it did; `wait` the seconds that it asked to be left
    alone for.
    """

    def __init__(
        self,
        sentence: str,
        advice: str = "",
        *,
        status: int | None = None,
        wait: float | None = None,
    ) -> None:
        super().__init__(sentence, advice)
        self.status = status
        self.wait = wait


class NotFound(GalleyError):
    """The library has no such record."""


class Stale(GalleyError):
    """A record has moved on since the change was made from it; nothing was written."""


class LibraryProblem(GalleyError):
    """The library file cannot be opened, read or written as it is."""


class WriteFailed(GalleyError):
    """A file could not be written; what stood there before is unharmed."""


class BadRequest(GalleyError):
    """What was asked for does not fit: a quote found twice, a label that does not exist."""


class Detached(GalleyError):
    """An exported file whose parts cannot be told apart any more; it is left as it is."""


class BadTemplate(GalleyError):
    """A template that cannot be read or rendered; `line` and `column` count from 1.

    They are None where they are not known; `template` names the one that they are of, where it
    is not the one that was asked for but one that this includes.
    """

    def __init__(
        self,
        sentence: str,
        advice: str = "",
        *,
        line: int | None = None,
        column: int | None = None,
        template: str | None = None,
    ) -> None:
        super().__init__(sentence, advice)
        self.line = line
        self.column = column
        self.template = template
