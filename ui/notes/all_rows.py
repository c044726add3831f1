"""All annotations of a library as plain rows: which are shown, in which groups and order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QDateTime, QLocale, QTimeZone

from reader.library import Reader
from reader.messages import _
from reader.model import Annotation, Article, ArticleId, Label, LabelId, State
from reader.text import fold

Group = Literal["article", "label", "tag", "day"]
GROUPS: tuple[Group, ...] = ("article", "label", "tag", "day")


@dataclass(frozen=True, slots=True)
class Noted:
    """One annotation with what is said beside it; `state` is None where nothing needs saying."""

    annotation: Annotation
    article: Article
    label: Label
    state: State | None
    folded: str

    @property
    def quote(self) -> str:
        return " ".join(self.annotation.anchor.exact.split())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown. `open_only`: checks that are not settled yet."""

    words: str = ""
    labels: frozenset[LabelId] = frozenset()
    open_only: bool = False
    group: Group = "article"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the window: the title of a group, or a note in it."""

    title: str = ""
    meta: str = ""
    noted: Noted | None = field(default=None)


def all_noted(library: Reader) -> tuple[Noted, ...]:
    """Every annotation that is not in the trash, newest article first, in text order."""
    labels = {label.id: label for label in library.labels()}
    articles: dict[ArticleId, Article] = {}
    found = []
    for annotation in library.annotations():
        article = articles.get(annotation.article)
        if article is None:
            article = articles[annotation.article] = library.article(annotation.article)
        place = library.place(annotation.id, article.revision)
        state: State = place.state if place else "orphan"
        settled = state == "exact" or bool(place and place.settled)
        label = labels[annotation.label]
        words = (annotation.anchor.exact, annotation.note, *annotation.tags, article.title)
        folded = fold("\n".join((*words, label.name))).text
        found.append(Noted(annotation, article, label, None if settled else state, folded))
    return tuple(found)


def shown(noted: Iterable[Noted], wanted: Wanted) -> list[Noted]:
    """Those that hold every typed word and pass the filters."""
    words = fold(wanted.words).text.split()
    return [
        each
        for each in noted
        if all(word in each.folded for word in words)
        and (not wanted.labels or each.label.id in wanted.labels)
        and (not wanted.open_only or _is_open(each))
    ]


def _is_open(noted: Noted) -> bool:
    """Whether it waits to be checked: of the colour that means so, and neither holds nor wrong."""
    return noted.label.colour == "orange" and noted.annotation.checked == "none"


def rows(noted: Sequence[Noted], group: Group) -> list[Row]:
    """The notes under the titles of their groups; one with several tags stands under each."""
    groups: dict[str, list[Noted]] = {}
    for each in noted:
        for title in _GROUP_OF[group](each):
            groups.setdefault(title, []).append(each)
    made: list[Row] = []
    for title, of_group in groups.items():
        meta = _meta(of_group[0].article) if group == "article" else str(len(of_group))
        made.append(Row(title, meta))
        made += [Row(noted=each) for each in of_group]
    return made


def _meta(article: Article) -> str:
    return " · ".join(part for part in (article.site, (article.published or "")[:10]) if part)


def day_of(noted: Noted) -> str:
    """The day on which it was made, in local time and words."""
    seconds = int(noted.annotation.created.timestamp())
    local = QDateTime.fromSecsSinceEpoch(seconds, QTimeZone.systemTimeZone())
    return QLocale().toString(local, "d MMMM yyyy")


_GROUP_OF: Mapping[Group, Callable[[Noted], Sequence[str]]] = {
    "article": lambda noted: (noted.article.title,),
    "label": lambda noted: (noted.label.name,),
    "tag": lambda noted: tuple(f"#{tag}" for tag in noted.annotation.tags) or (_("Without a tag"),),
    "day": lambda noted: (day_of(noted),),
}


def group_name(group: Group) -> str:
    """How grouping is called in the window."""
    match group:
        case "article":
            return _("By article")
        case "label":
            return _("By label")
        case "tag":
            return _("By tag")
        case "day":
            return _("By day")
