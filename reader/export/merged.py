"""What came of bringing an edited file home: a change to apply, and what to tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

from reader.messages import _
from reader.model import AnnotationId, ArticleId, Change, Conflict, LabelId
from reader.values import dataclass

Done = Literal[
    "new",
    "note",
    "label",
    "tags",
    "checked",
    "moved",
    "removed",
    "added-text",
    "title",
    "author",
    "published",
    "article-tags",
    "article-note",
]
"""What the change does, a word for each; scripts rely on them."""

Left = Literal[
    "mark-removed",
    "definition-removed",
    "kept",
    "removed-here",
    "no-place",
    "colour",
    "tag",
    "text",
    "matter",
    "note-section-removed",
    "strange-article",
]
"""What was seen in the file and not taken over, a word for each."""


SAID: Mapping[Done | Left, str] = {
    "new": _("new mark"),
    "note": _("note"),
    "label": _("label"),
    "tags": _("tags"),
    "checked": _("check"),
    "moved": _("moved to"),
    "removed": _("moved to the trash"),
    "added-text": _("text added in the file, now a note"),
    "title": _("title"),
    "author": _("byline"),
    "published": _("date"),
    "article-tags": _("tags of the article"),
    "article-note": _("note on the article"),
    "mark-removed": _("its mark is gone from the file; it was kept here"),
    "definition-removed": _("its footnote is gone from the file; it was kept here"),
    "kept": _("gone from the file, but changed here since; it was kept"),
    "removed-here": _("removed or made private here; still in the file"),
    "no-place": _("its words do not stand in the article"),
    "colour": _("another colour in the file; labels are changed in Galley"),
    "tag": _("cannot be a tag"),
    "text": _("the article’s words differ in the file; the article stays as it was"),
    "matter": _("changed in the file and not taken over"),
    "note-section-removed": _("the note on the article is gone from the file; it was kept here"),
    "strange-article": _("an article that this library does not have"),
}
"""Each of them as a reader hears it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was done, or seen and left; `words` say more, in the user's own words.

    `article` says which one it is about, where a file has several.
    """

    kind: Done | Left
    annotation: AnnotationId | None = None
    words: str = ""
    article: ArticleId | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome. `change` is None where the library says it all already.

    `conflicts` are all that wait for a decision on this file, old ones too; those that are new
    are in the change. `adopted` names the annotations that footnotes of the user's became.
    """

    change: Change | None
    conflicts: tuple[Conflict, ...]
    done: tuple[Remark, ...]
    listed: tuple[Remark, ...]
    adopted: Mapping[str, AnnotationId]


class Ids(Protocol):
    """Where new ids come from."""

    def annotation(self, wanted: str | None = None) -> AnnotationId:
        """An id that was never used; the wanted one if it never was."""

    def label(self) -> LabelId:
        """The same for a label."""
