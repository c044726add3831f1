"""`tags`, `labels` and `stories`: what the journalist names, and the order she puts it in."""

from __future__ import annotations

import argparse
import sys
from typing import get_args

from reader import changes, stories, tags
from reader.commands.shell import Shell, apply, json_argument, show
from reader.errors import NotFound
from reader.library import Library
from reader.messages import _, ngettext
from reader.model import Change, Colour, Label, Story
from reader.noted import Noted
from reader.records import Json
from reader.stories import Contents

COLOURS: tuple[Colour, ...] = get_args(Colour)

Parsers = argparse._SubParsersAction


def _verb(verbs: Parsers[argparse.ArgumentParser], name: str, help: str) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=help)
    # Behind the verb as well as before it; what was said before is not taken back.
    parser.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS
    )
    return parser


def _do(library: Library, change: Change | None) -> None:
    if change is not None:
        apply(library, change)


# --- tags ----------------------------------------------------------------------------------------


def tags_arguments(parser: argparse.ArgumentParser) -> None:
    json_argument(parser)
    verbs = parser.add_subparsers(dest="verb", metavar="rename|merge|remove|colour")
    rename = _verb(verbs, "rename", _("under another name, with all that are nested in it"))
    rename.add_argument("tag", metavar="TAG")
    rename.add_argument("name", metavar="NAME")
    merge = _verb(verbs, "merge", _("several tags become the last one named"))
    merge.add_argument("tags", nargs="+", metavar="TAG")
    merge.add_argument("into", metavar="INTO")
    remove = _verb(verbs, "remove", _("taken from all that bears them"))
    remove.add_argument("tags", nargs="+", metavar="TAG")
    colour = _verb(verbs, "colour", _("in one of the colours, or in none"))
    colour.add_argument("tag", metavar="TAG")
    colour.add_argument("colour", choices=[*COLOURS, "none"])


def run_tags(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        _do(library, _change_of_tags(library, asked))
        found = tags.usages(library)
        show(
            asked,
            [
                {
                    "tag": each.tag.name,
                    "colour": each.tag.colour,
                    "articles": each.articles,
                    "annotations": each.notes,
                }
                for each in found
            ],
            [f"{each.articles:6}  {each.notes:6}  {each.tag.name}" for each in found],
        )
    return 0


def _change_of_tags(library: Library, asked: argparse.Namespace) -> Change | None:
    match asked.verb:
        case "rename":
            return tags.rename(library, tags.key_of(asked.tag), asked.name)
        case "merge":
            return tags.merge(library, [tags.key_of(each) for each in asked.tags], asked.into)
        case "remove":
            return tags.remove(library, [_tag_key(library, each) for each in asked.tags])
        case "colour":
            tag = library.tags()[_tag_key(library, asked.tag)]
            return tags.coloured(tag, None if asked.colour == "none" else asked.colour)
    return None


def _tag_key(library: Library, typed: str) -> str:
    key = tags.key_of(typed)
    if key not in library.tags():
        raise NotFound(
            _("There is no tag “{tag}”.").format(tag=typed), _("“galley tags” lists them.")
        )
    return key


# --- labels --------------------------------------------------------------------------------------


def labels_arguments(parser: argparse.ArgumentParser) -> None:
    json_argument(parser)
    verbs = parser.add_subparsers(dest="verb", metavar="add|rename|colour|order|retire|bring-back")
    add = _verb(verbs, "add", _("a new one, behind the others"))
    add.add_argument("name", metavar="NAME")
    add.add_argument("colour", choices=COLOURS)
    rename = _verb(verbs, "rename", _("its marks keep it"))
    rename.add_argument("label", metavar="LABEL")
    rename.add_argument("name", metavar="NAME")
    colour = _verb(verbs, "colour", _("in another colour"))
    colour.add_argument("label", metavar="LABEL")
    colour.add_argument("colour", choices=COLOURS)
    order = _verb(verbs, "order", _("these first; the number keys follow the order"))
    order.add_argument("labels", nargs="+", metavar="LABEL")
    retire = _verb(verbs, "retire", _("offered no more; its marks keep it"))
    retire.add_argument("label", metavar="LABEL")
    back = _verb(verbs, "bring-back", _("a retired one, offered again"))
    back.add_argument("label", metavar="LABEL")


def run_labels(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        _do(library, _change_of_labels(library, asked))
        found = library.labels()
        show(
            asked,
            [
                {
                    "id": each.id,
                    "name": each.name,
                    "colour": each.colour,
                    "retired": each.retired,
                }
                for each in found
            ],
            [_label_line(number, each) for number, each in enumerate(found, 1)],
        )
    return 0


def _label_line(number: int, label: Label) -> str:
    retired = "  " + _("(retired)") if label.retired else ""
    return f"{number}  {label.name}  {label.colour}{retired}"


def _change_of_labels(library: Library, asked: argparse.Namespace) -> Change | None:
    known = library.labels()
    match asked.verb:
        case "add":
            id = library.new_label_id()
            return changes.add_label(known, asked.name, asked.colour, id=id)
        case "rename":
            return changes.edit_label(known, _label(library, asked.label), name=asked.name)
        case "colour":
            return changes.edit_label(known, _label(library, asked.label), colour=asked.colour)
        case "order":
            ids = [_label(library, each).id for each in asked.labels]
            return changes.order_labels(known, ids)
        case "retire":
            return changes.retire_label(known, _label(library, asked.label))
        case "bring-back":
            return changes.bring_back_label(known, _label(library, asked.label))
    return None


def _label(library: Library, name: str) -> Label:
    """The label of this name or id, in use or retired."""
    for label in library.labels():
        if name == label.id or name.casefold() == label.name.casefold():
            return label
    raise NotFound(
        _("There is no label “{name}”.").format(name=name), _("“galley labels” lists them.")
    )


# --- stories -------------------------------------------------------------------------------------


def stories_arguments(parser: argparse.ArgumentParser) -> None:
    json_argument(parser)
    verbs = parser.add_subparsers(
        dest="verb", metavar="show|new|add|remove|order|rename|note|delete"
    )
    show_one = _verb(verbs, "show", _("what is in it, in its order"))
    show_one.add_argument("story", metavar="STORY")
    show_one.add_argument("--markdown", action="store_true", help=_("as a page of Markdown"))
    new = _verb(verbs, "new", _("an empty one"))
    new.add_argument("title", metavar="TITLE")
    for name, words in (
        ("add", _("articles and annotations at its end")),
        ("remove", _("out of it; they stay where they are")),
    ):
        verb = _verb(verbs, name, words)
        verb.add_argument("story", metavar="STORY")
        verb.add_argument("items", nargs="+", metavar="ID")
    order = _verb(verbs, "order", _("one of its items to a place, counted from 1"))
    order.add_argument("story", metavar="STORY")
    order.add_argument("item", metavar="ID")
    order.add_argument("place", type=int, metavar="PLACE")
    rename = _verb(verbs, "rename", _("under another title"))
    rename.add_argument("story", metavar="STORY")
    rename.add_argument("title", metavar="TITLE")
    note = _verb(verbs, "note", _("its own note"))
    note.add_argument("story", metavar="STORY")
    note.add_argument("note", metavar="MARKDOWN")
    delete = _verb(verbs, "delete", _("what is in it stays where it is"))
    delete.add_argument("story", metavar="STORY")


def run_stories(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        if asked.verb in (None, "delete"):
            if asked.verb:
                _do(library, changes.drop_story(stories.named(library, asked.story)))
            return _list_stories(library, asked)
        if asked.verb == "new":
            id = library.new_story_id()
            _do(library, changes.into_story(None, (), new_id=id, title=asked.title.strip()))
        else:
            id = stories.named(library, asked.story).id
            _do(library, _change_of_story(library, library.story(id), asked))
        return _show_story(stories.contents(library, id), asked)


def _change_of_story(library: Library, story: Story, asked: argparse.Namespace) -> Change | None:
    match asked.verb:
        case "add":
            items = [stories.known_item(library, each) for each in asked.items]
            return changes.into_story(story, items)
        case "remove":
            items = [stories.known_item(library, each) for each in asked.items]
            return changes.out_of_story(story, items)
        case "order":
            item = stories.known_item(library, asked.item)
            return stories.put(library, story, item, asked.place)
        case "rename":
            return changes.edit_story(story, title=asked.title)
        case "note":
            return changes.edit_story(story, note=asked.note)
    return None


def _list_stories(library: Library, asked: argparse.Namespace) -> int:
    found = library.stories()
    show(
        asked,
        [{"id": each.id, "title": each.title, "items": len(each.items)} for each in found],
        [f"{each.id}  {len(each.items):4}  {each.title}" for each in found],
    )
    return 0


def _show_story(found: Contents, asked: argparse.Namespace) -> int:
    if getattr(asked, "markdown", False):
        text, stayed = stories.page(found)
        print(text, end="")
        if stayed:
            print(
                ngettext(
                    "{count} private note stayed here.",
                    "{count} private notes stayed here.",
                    stayed,
                ).format(count=stayed),
                file=sys.stderr,
            )
        return 0
    shown = [_item(each) for each in found.notes]
    show(
        asked,
        {
            "id": found.story.id,
            "title": found.story.title,
            "note": found.story.note,
            "items": shown,
        },
        [
            f"# {found.story.title}",
            *([found.story.note] if found.story.note else []),
            *(f"{number:3}  {_item_line(each)}" for number, each in enumerate(found.notes, 1)),
        ],
    )
    return 0


def _item(each: Noted) -> dict[str, Json]:
    return {
        "id": each.id,
        "article": each.article.id,
        "title": each.article.title,
        "label": each.label.name if each.label else None,
        "quote": each.quote,
        "note": each.note,
        "state": each.state,
    }


def _item_line(each: Noted) -> str:
    if each.annotation is None:
        return f"{each.id}  {each.article.title}"
    label = each.label.name if each.label else ""
    quote = " ".join(each.quote.split())
    return f"{each.id}  {label}  “{quote}”  {each.article.title}"
