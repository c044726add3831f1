"""Build the common changes as values: pure, with time and ids handed in.

Each function gives back one `Change`, to be applied whole; those that edit give None where
nothing would change. Blobs are not its business: `records.pack` makes them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
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
    SavedSearch,
    SearchId,
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


# --- many articles -------------------------------------------------------------------------------


def edit_all(what: What, articles: Iterable[Article], **fields: Any) -> Change | None:
    """All these articles with other values in the named fields, which are kept as they are given:
    for what is no text."""
    return _all_edited(what, ((article, replace(article, **fields)) for article in articles))


def tag_all(
    articles: Iterable[Article],
    tags: Sequence[str],
    without: Sequence[str] = (),
    **fields: Any,
) -> Change | None:
    """All these articles with some tags more, and without some others, and with other values in
    the named fields; as `tidy_tags` raises."""
    more = tidy_tags(tags)
    less = {name.casefold() for name in tidy_tags(without)}
    pairs = (
        (each, replace(each, tags=_other_tags(each, more, less), **fields)) for each in articles
    )
    return _all_edited("edit-article" if fields else "tag", pairs)


def _other_tags(article: Article, more: Sequence[str], less: Collection[str]) -> tuple[str, ...]:
    names = {name.casefold(): name for name in article.tags}
    for name in more:
        names.setdefault(name.casefold(), name)
    return tuple(name for key, name in names.items() if key not in less)


def _all_edited(what: What, pairs: Iterable[tuple[Article, Article]]) -> Change | None:
    edits = tuple(Edit(before, after) for before, after in pairs if before != after)
    return Change(what, edits) if edits else None


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


# --- saved searches ------------------------------------------------------------------------------


def save_search(
    known: Sequence[SavedSearch], name: str, words: str, *, id: SearchId
) -> Change | None:
    """A search kept at the end of the list under a name, its words by default; None where this
    very search is kept already. Raises BadRequest for one without words."""
    words, name = words.strip(), " ".join(name.split())
    if not words:
        raise BadRequest(_("There is nothing to search for in it."), _("Type some words first."))
    if any((each.words, each.name) == (words, name or words) for each in known):
        return None
    order = 1 + max((each.order for each in known), default=-1)
    return Change("search", (Edit(None, SavedSearch(id, name or words, words, order)),))


def edit_search(
    search: SavedSearch, *, name: str | None = None, words: str | None = None
) -> Change | None:
    """The same search under another name or with other words; None where nothing changes, and
    what would be empty stays as it is."""
    new = replace(
        search,
        name=" ".join((name or "").split()) or search.name,
        words=(words or "").strip() or search.words,
    )
    return None if new == search else Change("search", (Edit(search, new),))


def move_search(known: Sequence[SavedSearch], search: SavedSearch, by: int) -> Change | None:
    """The searches, which are `known` in their order, with one moved by so many places; None
    where it stands at that end already."""
    order = [each for each in known if each.id != search.id]
    at = [each.id for each in known].index(search.id)
    order.insert(max(0, at + by), search)
    edits = [
        Edit(each, replace(each, order=number))
        for number, each in enumerate(order)
        if each.order != number
    ]
    return Change("search", tuple(edits)) if edits and list(known) != order else None


def drop_search(search: SavedSearch) -> Change:
    """A saved search that is kept no more; what it found stays where it is."""
    return Change("search", (Edit(search, None),))


def naming_tags(change: Change, known: Mapping[str, Tag]) -> Change:
    """The change with its tags spelled as the library spells them, and new ones introduced.

    What the change itself does to the vocabulary counts: a tag that it renames is spelled anew.
    """
    vocabulary = _with_own_tags(change, known)
    there = frozenset(vocabulary)
    edits = [_with_names(edit, vocabulary) for edit in change.edits]
    new = [name for key, name in vocabulary.items() if key not in there]
    return replace(change, edits=(*(Edit(None, name) for name in new), *edits))


def _with_own_tags(change: Change, known: Mapping[str, Tag]) -> dict[str, Tag]:
    vocabulary = dict(known)
    for edit in change.edits:
        if isinstance(edit.after, Tag):
            vocabulary[edit.after.key] = edit.after
        elif isinstance(edit.before, Tag):
            vocabulary.pop(edit.before.key, None)
    return vocabulary


def _with_names(edit: Edit, vocabulary: dict[str, Tag]) -> Edit:
    spelled = _spelled(edit.after, vocabulary)
    return edit if spelled is edit.after else Edit(edit.before, spelled)


def _spelled(record: Record | None, vocabulary: dict[str, Tag]) -> Record | None:
    if not isinstance(record, Article | Annotation) or not record.tags:
        return record
    for name in record.tags:
        vocabulary.setdefault(name.casefold(), Tag(name.casefold(), name))
    names = tuple(vocabulary[name.casefold()].name for name in record.tags)
    return record if names == record.tags else replace(record, tags=names)


# --- labels --------------------------------------------------------------------------------------


def add_label(known: Sequence[Label], name: str, colour: Colour, *, id: LabelId) -> Change:
    """A new label behind those in use; `known` are all labels, the retired ones too.

    Raises BadRequest for a name that is empty or taken.
    """
    behind = 1 + max((each.order for each in known), default=-1)
    return Change("labels", (Edit(None, Label(id, _label_name(known, name), colour, behind)),))


def edit_label(
    known: Sequence[Label],
    label: Label,
    *,
    name: str | None = None,
    colour: Colour | None = None,
) -> Change | None:
    """A label with another name or colour; None where nothing changes, BadRequest as `add_label`
    raises it."""
    others = [each for each in known if each.id != label.id]
    new = replace(
        label,
        name=label.name if name is None else _label_name(others, name),
        colour=colour or label.colour,
    )
    return None if new == label else Change("labels", (Edit(label, new),))


def retire_label(known: Sequence[Label], label: Label) -> Change | None:
    """A label that is offered no more; its marks keep it. BadRequest for the last one in use."""
    if label.retired:
        return None
    left = [each for each in known if not each.retired and each.id != label.id]
    if not left:
        raise BadRequest(
            _("“{name}” is the only label in use.").format(name=label.name),
            _("Add another one first."),
        )
    return _with_all_labels(known, left, {label.id: replace(label, retired=True)})


def bring_back_label(known: Sequence[Label], label: Label) -> Change | None:
    """A retired label, offered again behind those in use; None for one that is in use."""
    if not label.retired:
        return None
    back = replace(label, retired=False)
    in_use = [each for each in known if not each.retired]
    return _with_all_labels(known, [*in_use, back], {label.id: back})


def order_labels(known: Sequence[Label], order: Sequence[LabelId]) -> Change | None:
    """The labels with these first, in this order, and the others behind as they stand; None
    where they stand so."""
    by_id = {label.id: label for label in known}
    return _with_all_labels(known, [by_id[id] for id in dict.fromkeys(order) if id in by_id], {})


def _with_all_labels(
    known: Sequence[Label], first: Sequence[Label], new: Mapping[LabelId, Label]
) -> Change | None:
    """All labels numbered anew, `first` before the others, with what is new of them."""
    ids = {label.id for label in first}
    whole = [*first, *(label for label in known if label.id not in ids)]
    before = {label.id: label for label in known}
    edits = [
        Edit(before[label.id], after)
        for order, label in enumerate(whole)
        if (after := replace(new.get(label.id, label), order=order)) != before[label.id]
    ]
    return Change("labels", tuple(edits)) if edits else None


def _label_name(others: Sequence[Label], typed: str) -> str:
    name = " ".join(typed.split())
    if not name:
        raise BadRequest(_("A label needs a name."), _("Type one and try again."))
    if any(each.name.casefold() == name.casefold() for each in others):
        raise BadRequest(
            _("There is a label “{name}” already.").format(name=name), _("Choose another name.")
        )
    return name


# --- stories -------------------------------------------------------------------------------------

Item = ArticleId | AnnotationId
"""What stands in a story."""


def into_story(
    story: Story | None,
    items: Sequence[Item],
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


def out_of_story(story: Story, items: Iterable[Item]) -> Change | None:
    """A story without some of its items, which stay where they are; None where it has none."""
    gone = set(items)
    return _edited_story(story, items=tuple(each for each in story.items if each not in gone))


def order_story(story: Story, order: Iterable[Item]) -> Change | None:
    """A story with the named items in this order, in the places that they take together; what is
    not named stays where it is. None where they stand so."""
    named = [each for each in dict.fromkeys(order) if each in story.items]
    places, left = set(named), iter(named)
    return _edited_story(
        story, items=tuple(next(left) if each in places else each for each in story.items)
    )


def edit_story(story: Story, *, title: str | None = None, note: str | None = None) -> Change | None:
    """A story with another title or note; None where nothing changes, and a title that would be
    empty stays as it is."""
    return _edited_story(
        story,
        title=" ".join((title or "").split()) or story.title,
        note=story.note if note is None else normal_note(note),
    )


def drop_story(story: Story) -> Change:
    """A story that is no more; what was in it stays where it is."""
    return Change("story", (Edit(story, None),))


def _edited_story(story: Story, **fields: Any) -> Change | None:
    edited = replace(story, **fields)
    return None if edited == story else Change("story", (Edit(story, edited),))
