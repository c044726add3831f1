"""Connections to a library file, and what SQLite's failures mean to a journalist.

It knows no table: `schema` says what is in the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from reader.errors import LibraryProblem, Stale
from reader.messages import _

PATIENCE = 5.0
"""Seconds to wait while another process writes."""

Row = tuple[Any, ...]


class Connection:
    """One connection; what SQLite cannot do comes out as a LibraryProblem in plain words.

    A foreign key that does not hold is Stale: another process took away what was relied on.
    """

    def __init__(
        self,
        path: Path,
        *,
        make: bool = True,
        any_thread: bool = False,
        patience: float = PATIENCE,
    ) -> None:
        """Unless it may `make` one, LibraryProblem where there is no file."""
        self.path = path
        self._file: _Identity | None = None
        if not make and not path.exists():
            raise _gone(path)
        try:
            # isolation_level=None: transactions are ours to begin, the module begins none.
            self._sqlite = sqlite3.connect(
                path,
                timeout=patience,
                isolation_level=None,
                cached_statements=256,
                check_same_thread=not any_thread,
            )
        except sqlite3.Error as error:
            _complain(path, error)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        try:
            return self._sqlite.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            _complain(self.path, error)

    def row(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        try:
            row: Row | None = self._sqlite.execute(sql, values).fetchone()
        except sqlite3.Error as error:
            _complain(self.path, error)
        return row

    def value(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first column of the first row; None if there is no row."""
        row = self.row(sql, values)
        return None if row is None else row[0]

    def each(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """The rows one by one, for answers too large to hold."""
        try:
            yield from self._sqlite.execute(sql, values)
        except sqlite3.Error as error:
            _complain(self.path, error)

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """How many rows were written."""
        try:
            return self._sqlite.execute(sql, values).rowcount
        except sqlite3.Error as error:
            _complain(self.path, error)

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        try:
            self._sqlite.executemany(sql, rows)
        except sqlite3.Error as error:
            _complain(self.path, error)

    def run_script(self, script: str) -> None:
        """Statement by statement: `executescript` would commit the open transaction."""
        for statement in statements(script):
            self.run(statement)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction that writes: all of it or, after any exception, nothing."""
        self._look_for_file()
        self.run("begin immediate")
        try:
            yield
            self.run("commit")
        except BaseException:
            self._roll_back()
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """A transaction that reads: what other processes write meanwhile is not seen."""
        if self._sqlite.in_transaction:
            yield
            return
        self.run("begin")
        try:
            yield
        finally:
            self._roll_back()

    def _roll_back(self) -> None:
        # A full disk may have rolled back already: https://www.sqlite.org/lang_transaction.html
        if self._sqlite.in_transaction:
            self.run("rollback")

    def stay_with_file(self) -> None:
        """From now on nothing is written unless the file is still where it was."""
        self._file = _identity(self.path)

    def _look_for_file(self) -> None:
        # SQLite would go on writing, in the file that was moved away or has no name any more:
        # https://www.sqlite.org/howtocorrupt.html#unlink
        if self._file is not None and _identity(self.path) != self._file:
            raise _gone(self.path)

    def data_version(self) -> int:
        """A number that moves when another connection has written."""
        return int(self.value("pragma data_version"))

    def checkpoint(self) -> None:
        """Brings what was committed from the -wal file into the file, as far as no reader needs
        it there, and syncs the file."""
        self.run("pragma wal_checkpoint(passive)")

    def copy_to(self, other: Connection) -> None:
        """The whole database into another connection's."""
        try:
            self._sqlite.backup(other._sqlite)
        except sqlite3.Error as error:
            _complain(other.path, error)

    def close(self) -> None:
        try:
            self._sqlite.close()
        except sqlite3.Error as error:
            _complain(self.path, error)


_Identity = tuple[int, int]
"""Device and number of a file, by which it is known however it is called."""


def _identity(path: Path) -> _Identity | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _gone(path: Path) -> LibraryProblem:
    return LibraryProblem(
        _("“{file}” is not there any more; nothing was changed.").format(file=path),
        _("Bring its disk or the file back and do it again. Up to then all is in that file."),
    )


def statements(script: str) -> Iterator[str]:
    """The SQL statements of a script in order."""
    statement = ""
    for piece in script.split(";")[:-1]:
        statement += piece + ";"
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""


def _complain(path: Path, error: sqlite3.Error) -> NoReturn:
    """Raises what this failure is to the user; the failure itself if it is a bug of ours."""
    if isinstance(error, sqlite3.IntegrityError) and error.sqlite_errorname in _MOVED_ON:
        raise moved_on() from error
    problem = _problem(path, error)
    if problem is None:
        raise error
    raise problem from error


_MOVED_ON = ("SQLITE_CONSTRAINT_FOREIGNKEY", "SQLITE_CONSTRAINT_TRIGGER")
"""What `deferred` and `restrict` foreign keys answer, in this order."""


def moved_on() -> Stale:
    """What is raised where a change does not fit the library as it now is."""
    return Stale(
        _("This was changed in the meantime, in another window or in the shell."),
        _("Look at it as it is now and do it again if you still want to."),
    )


def _problem(path: Path, error: sqlite3.Error) -> LibraryProblem | None:
    """The problem that this failure is to the user; None if it is a bug of ours."""
    # ProgrammingError comes from Python's own checks and carries no code of SQLite's.
    name = getattr(error, "sqlite_errorname", None) or ""
    file = path.name
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LibraryProblem(
            _("Another program is writing to “{file}” and does not finish.").format(file=file),
            _("Try again in a moment; close other Galley windows if it stays so."),
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")):
        return not_writable(path)
    if name.startswith("SQLITE_FULL"):
        return LibraryProblem(
            _("The disk is full; nothing was changed in “{file}”.").format(file=file),
            _("Make room and try again."),
        )
    if name.startswith("SQLITE_CANTOPEN"):
        return LibraryProblem(
            _("“{file}” cannot be opened.").format(file=path),
            _("Check that its folder exists and that you may write there."),
        )
    if name.startswith("SQLITE_NOTADB"):
        return not_ours(path)
    if name.startswith("SQLITE_CORRUPT"):
        return LibraryProblem(
            _("“{file}” is damaged.").format(file=path),
            _("Restore the newest backup; keep the damaged file until you have looked at it."),
        )
    if name.startswith("SQLITE_IOERR"):
        return LibraryProblem(
            _("The disk with “{file}” does not answer properly.").format(file=path),
            _("Check the disk or the network drive and try again."),
        )
    return None


def not_writable(path: Path) -> LibraryProblem:
    """What is raised for a library that may only be read."""
    return LibraryProblem(
        _("“{file}” cannot be written to.").format(file=path),
        _("Check the rights of the file and of its folder, or choose another place."),
    )


def not_ours(path: Path) -> LibraryProblem:
    """What is raised for a file that is not a library of Galley."""
    return LibraryProblem(
        _("“{file}” is not a Galley library.").format(file=path),
        _("Choose another file; this one was not touched."),
    )
