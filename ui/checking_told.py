"""What is said of a check for changes: one sentence at the foot, and a list with the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from reader import again
from reader.again import Again, Outcome
from reader.messages import _, ngettext
from reader.model import ArticleId
from ui.foot import Foot
from ui.session import Session


class CheckingTold(QObject):
    """Tells at the foot what a check has found, with a way to look."""

    look_wanted = Signal(object)
    """ArticleId."""

    def __init__(self, session: Session, foot: Foot, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._foot = foot
        self._window = window
        self._found: Sequence[Again] = ()
        self._see = QAction(_("Look"), self)
        self._see.triggered.connect(self._look)

    def tell_news(self, news: Sequence[Again], held: Collection[ArticleId]) -> None:
        """What came by itself; nothing if there is none. Of `held` articles it is not kept yet."""
        self._found = news
        if news:
            self._foot.say(what_came_by_itself(news, held), self._see)

    def tell(self, kind: str, found: Sequence[Again]) -> None:
        """What came of what the user asked for."""
        news = [each for each in found if each.is_new]
        self._found = [each for each in found if each.outcome != "unchanged"]
        says = {"reread": what_was_read, "texts": what_texts_came}.get(kind, what_came)
        sentence = says(found)
        see = self._see if news or len(self._found) > 1 else None
        if any(each.outcome == "failed" for each in found):
            self._foot.messages.warn(sentence, see)
        else:
            self._foot.say(sentence, see)

    def tell_watched(self, title: str, on: bool, every: int) -> None:
        self._foot.say(what_watching_means(title, on=on, every=every))

    def _look(self) -> None:
        if len(self._found) == 1:
            self.look_wanted.emit(self._found[0].article)
            return
        from ui.dialogs.checked import CheckedDialog

        dialog = CheckedDialog(self._found, self._window)
        wanted = dialog.wanted if dialog.exec() else None
        dialog.deleteLater()
        if wanted is not None:
            self.look_wanted.emit(wanted)


# --- sentences -----------------------------------------------------------------------------------


def what_came(found: Sequence[Again]) -> str:
    """What a check has found, in one sentence or two."""
    if not found:
        return _("There is no page to check: no article here has an address.")
    if len(found) == 1:
        return what_became_of(found[0])
    counts = Counter(each.outcome for each in found)
    return " ".join([_checked(len(found), counts), *_counted(counts)])


def what_texts_came(found: Sequence[Again]) -> str:
    """What came of asking for texts that were still to come."""
    if not found:
        return _("No article here waits for its text.")
    counts = Counter(each.outcome for each in found)
    came = counts["changed"]
    said = [ngettext("{count} text came.", "{count} texts came.", came).format(count=f"{came:,}")]
    return " ".join([*said, *_counted(counts - Counter({"changed": came}))])


def what_was_read(found: Sequence[Again]) -> str:
    """What came of reading kept sources anew."""
    if not found:
        return _("There is nothing here to read again.")
    if len(found) == 1:
        return what_became_of(found[0])
    counts = Counter(each.outcome for each in found)
    if counts["unchanged"] == len(found):
        return ngettext(
            "{count} source reads as before.", "{count} sources read as before.", len(found)
        ).format(count=len(found))
    whole = ngettext("{count} source read again.", "{count} sources read again.", len(found))
    return " ".join([whole.format(count=len(found)), *_counted(counts)])


def what_came_by_itself(news: Sequence[Again], held: Collection[ArticleId]) -> str:
    """What is told of pages that are watched; what is held is taken over when she looks."""
    if len(news) == 1 and news[0].article in held and news[0].outcome == "changed":
        return _("The page of “{title}” has changed; look to take it over.").format(
            title=news[0].title
        )
    if len(news) == 1:
        return what_became_of(news[0])
    return ngettext(
        "{count} watched page has changed.", "{count} watched pages have changed.", len(news)
    ).format(count=len(news))


def _checked(count: int, counts: Counter[Outcome]) -> str:
    if counts["unchanged"] == count:
        return ngettext(
            "{count} page checked, it has not changed.",
            "{count} pages checked, none has changed.",
            count,
        ).format(count=count)
    return ngettext("{count} page checked.", "{count} pages checked.", count).format(count=count)


def _counted(counts: Counter[Outcome]) -> Sequence[str]:
    said = []
    if counts["changed"]:
        said.append(
            ngettext("{count} has changed.", "{count} have changed.", counts["changed"]).format(
                count=counts["changed"]
            )
        )
    if counts["set-aside"]:
        said.append(
            ngettext("{count} set aside.", "{count} set aside.", counts["set-aside"]).format(
                count=counts["set-aside"]
            )
        )
    if counts["failed"]:
        said.append(
            ngettext("{count} failed.", "{count} failed.", counts["failed"]).format(
                count=counts["failed"]
            )
        )
    return said


def what_became_of(each: Again) -> str:
    """What became of one article, with its title."""
    if each.error is not None:
        return f"“{each.title}”: {each.error}"
    if each.set_aside is not None:
        return _("What came for “{title}” is set aside: {reason}").format(
            title=each.title, reason=each.set_aside
        )
    said = {
        ("again", "unchanged"): _("“{title}” has not changed."),
        ("again", "changed"): _("“{title}” has changed."),
        ("reread", "unchanged"): _("“{title}” reads as before."),
        ("reread", "changed"): _("“{title}” reads better now."),
    }[each.why, each.outcome]
    return " ".join([said.format(title=each.title), how_marks_fared(each)]).rstrip()


def what_became(each: Again) -> str:
    """The same where the title stands beside it."""
    if each.error is not None:
        return str(each.error)
    if each.set_aside is not None:
        return _("Set aside: {reason}").format(reason=each.set_aside)
    said = {
        ("again", "unchanged"): _("Not changed."),
        ("again", "changed"): _("Changed."),
        ("reread", "unchanged"): _("Reads as before."),
        ("reread", "changed"): _("Reads better now."),
    }[each.why, each.outcome]
    return " ".join([said, how_marks_fared(each)]).rstrip()


def how_marks_fared(each: Again) -> str:
    """How the marks fared; nothing where there are none."""
    states = again.marks(each)
    total, waits = sum(states.values()), sum(states.values()) - states.get("exact", 0)
    if waits:
        return ngettext("{count} mark needs a look.", "{count} marks need a look.", waits).format(
            count=waits
        )
    return _("All marks are on their words.") if total else ""


def cut(found: Sequence[Again], of: int) -> str:
    """What is said of a check that was cancelled."""
    return _("Cancelled after {count} of {all}; what was found is kept.").format(
        count=len(found), all=max(of, len(found))
    )


def how_often(every: int) -> str:
    """How often what is watched is checked, by minutes."""
    if not every:
        return _("only when asked to")
    if every % 60:
        return ngettext("every {count} minute", "every {count} minutes", every).format(count=every)
    hours = every // 60
    if hours % 24:
        return _("every hour") if hours == 1 else _("every {count} hours").format(count=hours)
    return _("every day") if hours == 24 else _("every {count} days").format(count=hours // 24)


def what_watching_means(title: str, *, on: bool, every: int) -> str:
    """What is said of an article that is watched, or no more."""
    if not on:
        return _("“{title}” is no longer watched.").format(title=title)
    return _("“{title}” is watched: its page is checked {often}.").format(
        title=title, often=how_often(every)
    )
