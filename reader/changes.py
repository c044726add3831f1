"""Build the common changes as values: pure, with time and ids handed in.

Each function gives back one `Change`, to be applied whole; those that edit give None where
nothing would change. Blobs are not its business: `records.pack` makes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from reader.anchoring import describe
from reader.errors import BadRequest
from reader.messages import _
from reader.model import (
    Annotation,
    AnnotationId,
    Article,
    ArticleId,
    Captured,
    Change,
    Checked,
    Colour,
    Document,
    Edit,
    Label,
    LabelId,
    Packed,
    Passage,
    Place,
    Record,
    Revision,
    Source,
    StoredPicture,
    Story,
    StoryId,
    Tag,
    What,
    trimmed,
)
from reader.text import normal_note, tag

FIRST_LABELS: tuple[tuple[str, Colour], ...] = (
    ("Quote", "yellow"),
    ("Claim", "blue"),
    ("Check", "orange"),
    ("Lead", "green"),
    ("Background", "grey"),
    ("Doubt", "red"),
)


def first_labels(ids: Sequence[LabelId]) -> Change:
    """The six labels that a new library starts with, one for each of six ids."""
    labels = [
        Label(id, name, colour, order)
        for order, (id, (name, colour)) in enumerate(zip(ids, FIRST_LABELS, strict=True))
    ]
    return Change("labels", tuple(Edit(None, label) for label in labels))


# --- articles ------------------------------------------------------------------------------------


def add(
    captured: Captured,
    source: Source,
    packed: Packed,
    *,
    article: ArticleId,
    at: datetime,
    tags: Sequence[str] = (),
    note: str = "",
    pictures: Sequence[StoredPicture] = (),
) -> Change:
    """A new article with its first revision and its pictures; it is the first of the edits."""
    record = Article(
        id=article,
        title=captured.title,
        added=at,
        bylines=captured.bylines,
        site=captured.site,
        url=captured.url,
        canonical=captured.canonical,
        published=captured.published,
        modified=captured.modified,
        lang=captured.lang,
        excerpt=captured.excerpt,
        picture=captured.picture,
        tags=tidy_tags([*captured.tags, *tags]),
        note=normal_note(note),
    )
    revision = _revision(article, 1, "added", source, packed, set_aside=None)
    made: tuple[Record, ...] = (record, revision, *pictures)
    return Change("add", tuple(Edit(None, each) for each in made))


def revise(
    article: Article,
    captured: Captured,
    source: Source,
    packed: Packed,
    *,
    number: int,
    places: Sequence[Place] = (),
    pictures: Sequence[StoredPicture] = (),
    set_aside: str | None = None,
    why: Literal["again", "reread"] = "again",
) -> Change:
    """A further revision of an article, with the places its annotations take there.

    Unless it is set aside it becomes the current one. The title and whatever else the
    journalist may have edited stays; what the page says of its dates is taken over.
    """
    revision = _revision(article.id, number, why, source, packed, set_aside=set_aside)
    made: tuple[Record, ...] = (revision, *places, *pictures)
    edits = [Edit(None, each) for each in made]
    if set_aside is None:
        current = replace(
            article,
            revision=number,
            published=captured.published or article.published,
            modified=captured.modified or article.modified,
            excerpt=captured.excerpt or article.excerpt,
        )
        edits.append(Edit(article, current))
    return Change("revise", tuple(edits))


def make_current(article: Article, revision: int, places: Iterable[Edit] = ()) -> Change | None:
    """An article that shows another of its revisions, set aside or older; None if it does already.

    `places` are those that its annotations take there, as far as they are not there yet
    (`adding.places_in`).
    """
    if article.revision == revision:
        return None
    shown = Edit(article, replace(article, revision=revision))
    return Change("make-current", (*places, shown))


def _revision(
    article: ArticleId,
    number: int,
    why: Literal["added", "again", "reread"],
    source: Source,
    packed: Packed,
    *,
    set_aside: str | None,
) -> Revision:
    return Revision(
        article=article,
        number=number,
        captured=source.got_at,
        why=why,
        source=packed.source,
        document=packed.document,
        text=packed.text,
        media_type=source.media_type,
        charset=source.charset,
        url=source.url,
        name=source.name,
        status=source.status,
        etag=source.etag,
        last_modified=source.last_modified,
        set_aside=set_aside,
    )


_ARTICLE_EDITS: Mapping[str, What] = {
    "note": "article-note",
    "starred": "star",
    "archived": "archive",
    "tags": "tag",
}


def edit_article(article: Article, **fields: Any) -> Change | None:
    """An article with other values in the named fields; a note is normalised, tags tidied."""
    if "note" in fields:
        fields["note"] = normal_note(fields["note"])
    if "tags" in fields:
        fields["tags"] = tidy_tags(fields["tags"])
    edited = replace(article, **fields)
    if edited == article:
        return None
    what = _ARTICLE_EDITS.get(next(iter(fields)), "edit-article") if len(fields) == 1 else None
    return Change(what or "edit-article", (Edit(article, edited),))


# --- annotations ---------------------------------------------------------------------------------


def mark(
    document: Document,
    article: ArticleId,
    revision: int,
    passage: Passage,
    label: LabelId,
    *,
    id: AnnotationId,
    at: datetime,
    note: str = "",
    tags: Sequence[str] = (),
    private: bool = False,
) -> Change:
    """A new annotation on a passage of a revision, without white space at its ends.

    Raises BadRequest where the passage holds nothing but white space or lies outside the text.
    """
    inside = trimmed(document.text, passage)
    if inside is None:
        raise BadRequest(_("There are no words in that passage."), _("Select some and try again."))
    annotation = Annotation(
        id=id,
        article=article,
        revision=revision,
        anchor=describe(document.text, inside),
        label=label,
        created=at,
        note=normal_note(note),
        tags=tidy_tags(tags),
        private=private,
    )
    place = Place(id, revision, inside)
    return Change("mark", (Edit(None, annotation), Edit(None, place)))


def together(what: What, each: Iterable[Change | None]) -> Change | None:
    """All of these as one Change, undone at once; None where none of them does anything."""
    edits = tuple(edit for change in each if change is not None for edit in change.edits)
    return Change(what, edits) if edits else None


def settle(place: Place) -> Change | None:
    """A place of which the reader says that it is right; None where there is nothing to say."""
    if place.settled or place.passage is None or place.state == "exact":
        return None
    return Change("settle", (Edit(place, replace(place, settled=True)),))


def move_mark(
    document: Document, annotation: Annotation, place: Place, passage: Passage, *, at: datetime
) -> Change | None:
    """An annotation put on other words of the revision its place is of; None if on the same.

    The reader has said where it stands: the place is exact. Raises BadRequest where the passage
    holds nothing but white space or lies outside the text.
    """
    inside = trimmed(document.text, passage)
    if inside is None:
        raise BadRequest(_("There are no words in that passage."), _("Select some and try again."))
    if inside == place.passage and place.state == "exact":
        return None
    moved = replace(
        annotation, revision=place.revision, anchor=describe(document.text, inside), edited=at
    )
    there = Place(annotation.id, place.revision, inside)
    return Change("move", (Edit(annotation, moved), Edit(place, there)))


def edit_annotation(
    annotation: Annotation,
    *,
    at: datetime,
    note: str | None = None,
    label: LabelId | None = None,
    tags: Sequence[str] | None = None,
    private: bool | None = None,
    checked: Checked | None = None,
) -> Change | None:
    """An annotation with what is not None taken over; None where that changes nothing.

    Note, label and tags count as edited; `checked` keeps its own time; `private` has none.
    """
    edited = replace(
        annotation,
        note=annotation.note if note is None else normal_note(note),
        label=annotation.label if label is None else label,
        tags=annotation.tags if tags is None else tidy_tags(tags),
    )
    if edited != annotation:
        edited = replace(edited, edited=at)
    if private is not None:
        edited = replace(edited, private=private)
    if checked is not None and checked != annotation.checked:
        edited = replace(edited, checked=checked, checked_at=None if checked == "none" else at)
    if edited == annotation:
        return None
    return Change(_what_was_edited(annotation, edited), (Edit(annotation, edited),))


def _what_was_edited(before: Annotation, after: Annotation) -> What:
    if before.note != after.note:
        return "edit-note"
    if before.label != after.label:
        return "label"
    if before.tags != after.tags:
        return "tag"
    return "private" if before.private != after.private else "check"


def remove(record: Article | Annotation, *, at: datetime) -> Change:
    """The record in the trash, from where it can be restored with all that belongs to it."""
    return Change("remove", (Edit(record, replace(record, trashed=at)),))


def restore(record: Article | Annotation) -> Change:
    """The record out of the trash."""
    return Change("restore", (Edit(record, replace(record, trashed=None)),))


# --- tags ----------------------------------------------------------------------------------------


def tidy_tags(typed: Iterable[str]) -> tuple[str, ...]:
    """Tags as they are kept: each once whatever its case, in the order typed.

    Raises BadRequest for one in which no letter is left.
    """
    names: dict[str, str] = {}
    for word in typed:
        name = tag(word)
        if name is None:
            raise BadRequest(
                _("“{tag}” cannot be a tag.").format(tag=word),
                _("A tag needs a letter; digits, - , _ and / may stand beside it."),
            )
        names.setdefault(name.casefold(), name)
    return tuple(names.values())


def naming_tags(change: Change, known: Mapping[str, Tag]) -> Change:
    """The change with its tags spelled as the library spells them, and new ones introduced."""
    vocabulary = dict(known)
    edits = [Edit(edit.before, _spelled(edit.after, vocabulary)) for edit in change.edits]
    new = [name for key, name in vocabulary.items() if key not in known]
    return replace(change, edits=(*(Edit(None, name) for name in new), *edits))


def _spelled(record: Record | None, vocabulary: dict[str, Tag]) -> Record | None:
    if not isinstance(record, Article | Annotation) or not record.tags:
        return record
    for name in record.tags:
        vocabulary.setdefault(name.casefold(), Tag(name.casefold(), name))
    return replace(record, tags=tuple(vocabulary[name.casefold()].name for name in record.tags))


# --- stories -------------------------------------------------------------------------------------


def into_story(
    story: Story | None,
    items: Sequence[ArticleId | AnnotationId],
    *,
    new_id: StoryId | None = None,
    title: str = "",
) -> Change | None:
    """Articles and annotations at the end of a story; a new one where `story` is None."""
    if story is None:
        assert new_id is not None
        return Change("story", (Edit(None, Story(new_id, title, items=tuple(items))),))
    longer = replace(story, items=tuple(dict.fromkeys([*story.items, *items])))
    return None if longer == story else Change("story", (Edit(story, longer),))
