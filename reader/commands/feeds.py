"""`galley feeds` and `galley feed`: feeds that are followed, and the items that wait in them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reader import adding, shapes
from reader import asked as asking
from reader.commands.shell import Shell, apply, json_argument, now, show
from reader.errors import GalleyError
from reader.intake.child import Child
from reader.library import Library
from reader.messages import _, ngettext
from reader.model import FeedId, Subscription
from reader.waiting import ItemQuery, ItemState, Waiting

if TYPE_CHECKING:
    from reader.feeding import Refreshed

Verb = Callable[[Shell, argparse.Namespace], int]


def list_feeds(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        feeds = library.subscriptions()
        show(
            asked,
            [shapes.feed(library, feed) for feed in feeds],
            [_feed_line(library, feed) for feed in feeds],
        )
    return 0


def feed_arguments(parser: argparse.ArgumentParser) -> None:
    chosen = parser.add_subparsers(metavar="VERB", required=True)

    def verb(name: str, help: str, act: Verb) -> argparse.ArgumentParser:
        sub = chosen.add_parser(name, help=help, description=help, allow_abbrev=False)
        sub.set_defaults(verb=act)
        return sub

    add = verb("add", _("follow feeds: by address, or all of an OPML file"), _add)
    add.add_argument("inputs", nargs="+", metavar="URL|OPML")
    add.add_argument("--folder", default="", metavar="F", help=_("put them into this folder"))
    refresh = verb("refresh", _("ask feeds for what is new; all of them, or these"), _refresh)
    _some_feeds(refresh, "*")
    items = verb("items", _("list what waits"), _items)
    items.add_argument("feed", nargs="?", metavar="FEED", help=_("only of this feed"))
    items.add_argument("--folder", default="", metavar="F", help=_("only of this folder"))
    items.add_argument("--limit", type=int, default=50, metavar="N", help=_("at most so many"))
    which = items.add_mutually_exclusive_group()
    which.add_argument("--kept", action="store_true", help=_("those that were kept"))
    which.add_argument("--dismissed", action="store_true", help=_("those that were dismissed"))
    keep = verb("keep", _("keep items as articles"), _keep)
    _some_items(keep)
    how = keep.add_mutually_exclusive_group()
    how.add_argument("--full", action="store_true", help=_("fetch the whole page in any case"))
    how.add_argument(
        "--as-given", action="store_true", help=_("take what the feed gives, fetch nothing")
    )
    dismiss = verb("dismiss", _("let items go; they do not come again"), _dismiss)
    _some_items(dismiss)
    remove = verb("remove", _("follow feeds no more"), _remove)
    _some_feeds(remove, "+")
    export = verb("export-opml", _("write the list of feeds for another reader"), _export)
    export.add_argument("path", type=Path, metavar="FILE")
    for sub in (add, refresh, items, keep, dismiss, remove, export):
        json_argument(sub)


def _some_feeds(parser: argparse.ArgumentParser, count: str) -> None:
    parser.add_argument(
        "feeds", nargs=count, metavar="FEED", help=_("a feed’s id, as “galley feeds” shows it")
    )


def _some_items(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "items",
        nargs="+",
        type=int,
        metavar="ITEM",
        help=_("an item’s number, as “galley feed items” shows it"),
    )


def act(shell: Shell, asked: argparse.Namespace) -> int:
    verb: Verb = asked.verb
    return verb(shell, asked)


# --- feeds ---------------------------------------------------------------------------------------


def _add(shell: Shell, asked: argparse.Namespace) -> int:
    """The exit status is 1 if any could not be added."""
    with shell.library() as library, Child() as child:
        added: list[Subscription] = []
        status = 0
        for words in asked.inputs:
            try:
                added += _add_one(library, child, words, asked.folder)
            except GalleyError as error:
                print(f"{words}: {error}", file=sys.stderr)
                status = 1
        show(
            asked,
            [shapes.feed(library, feed) for feed in added],
            [_feed_line(library, feed) for feed in added],
        )
    return status


def _add_one(library: Library, child: Child, words: str, folder: str) -> Sequence[Subscription]:
    if not adding.is_address(words) and Path(words).is_file():
        return _import(library, child, Path(words), folder)
    return [_subscribe(library, child, words, folder)]


def _subscribe(library: Library, child: Child, words: str, folder: str) -> Subscription:
    # Here and not above: other commands run without loading what talks to the network.
    from reader import feeding
    from reader.intake.fetch import fetch_again

    at = now()
    found = feeding.find(words, at=at, reads=child, fetch=fetch_again)
    new = feeding.subscribing(library, found, new_id=library.new_feed_id(), at=at, folder=folder)
    if new.change is not None:
        apply(library, new.change, at=at)
    feeding.remember(library, new.came)
    for other in found.others:
        print(_("There is also {url}").format(url=other.url), file=sys.stderr)
    return library.subscription(new.feed)


def _import(library: Library, child: Child, path: Path, folder: str) -> Sequence[Subscription]:
    from reader import feeding
    from reader.intake import files

    at = now()
    outlines = child.outlines(files.read(path, at=at))
    inside = feeding.in_folder(outlines, folder)
    change, _here = feeding.imported(library, inside, at=at)
    if change is not None:
        apply(library, change, at=at)
    found = (library.subscription_at(each.url) for each in inside)
    return [feed for feed in found if feed is not None]


def _refresh(shell: Shell, asked: argparse.Namespace) -> int:
    """The exit status is 1 if any failed."""
    from reader import checking, feeding
    from reader.intake.fetch import fetch_again

    with shell.library() as library, Child() as child:
        ids = [library.subscription(FeedId(id)).id for id in dict.fromkeys(asked.feeds)]
        wanted = feeding.followed(library, ids or None)
        manners = checking.Manners()
        came: list[tuple[feeding.Refreshed, int]] = []
        for found in feeding.refresh(
            wanted, fetch=fetch_again, reads=child, manners=manners, now=now
        ):
            came.append((found, feeding.remember(library, found)))
            if found.error is not None:
                print(f"{found.feed}  {found.name}: {found.error}", file=sys.stderr)
        show(
            asked,
            [shapes.refreshed(found, new) for found, new in came],
            [_came_line(found, new) for found, new in came if found.error is None],
        )
    return 1 if any(found.outcome == "failed" for found, _new in came) else 0


def _came_line(found: Refreshed, new: int) -> str:
    said = ngettext("{count} new", "{count} new", new).format(count=new)
    return f"{found.feed}  {said if new else found.outcome}  {found.name}"


def _remove(shell: Shell, asked: argparse.Namespace) -> int:
    from reader import feeding

    with shell.library() as library:
        feeds = [library.subscription(FeedId(id)) for id in dict.fromkeys(asked.feeds)]
        told = [shapes.feed(library, feed) for feed in feeds]
        apply(library, feeding.unsubscribed(feeds))
        show(asked, told, [f"{feed.id}  {feed.shown_name}" for feed in feeds])
    return 0


def _export(shell: Shell, asked: argparse.Namespace) -> int:
    from reader.export.files import write_atomically
    from reader.intake import opml

    with shell.library() as library:
        feeds = library.subscriptions()
        write_atomically(asked.path, opml.write(feeds, at=now()))
        show(asked, {"file": str(asked.path), "feeds": len(feeds)}, [str(asked.path)])
    return 0


def _feed_line(library: Library, feed: Subscription) -> str:
    told = shapes.feed(library, feed)
    folder = f"  [{feed.folder}]" if feed.folder else ""
    wrong = f"  ({told['error']})" if told["error"] else ""
    return f"{feed.id}  {told['waiting']:>4}  {feed.shown_name}{folder}  {feed.url}{wrong}"


# --- items ---------------------------------------------------------------------------------------


def _items(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        state: ItemState = "kept" if asked.kept else "dismissed" if asked.dismissed else "waiting"
        feed = library.subscription(FeedId(asked.feed)).id if asked.feed else None
        query = ItemQuery(feed, asked.folder.strip("/"), state, limit=asked.limit)
        _tell_items(asked, library.feed_items(query))
    return 0


def _tell_items(asked: argparse.Namespace, items: Iterable[Waiting]) -> None:
    found = list(items)
    show(asked, [shapes.feed_item(each) for each in found], map(_item_line, found))


def _item_line(each: Waiting) -> str:
    day = (each.item.published or each.seen.isoformat())[:10]
    here = _("  (here already)") if each.article and each.state == "waiting" else ""
    return f"{each.number}  {day}  {each.item.title}{here}"


def _keep(shell: Shell, asked: argparse.Namespace) -> int:
    """The exit status is 1 if any could not be kept."""
    full = True if asked.full else False if asked.as_given else None
    with shell.library() as library, Child() as child:
        kept: list[Waiting] = []
        status = 0
        for number in dict.fromkeys(asked.items):
            try:
                _keep_one(library, child, number, full, now())
                kept.append(library.feed_item(number)[0])
            except GalleyError as error:
                print(f"{number}: {error}", file=sys.stderr)
                status = 1
        show(
            asked,
            [{**shapes.feed_item(each), "article": each.article} for each in kept],
            list(_kept_lines(library, kept)),
        )
    return status


def _keep_one(library: Library, child: Child, number: int, full: bool | None, at: datetime) -> None:
    from reader import feeding

    new_id = library.new_article_id()
    kept = feeding.keep(library, number, full=full, new_id=new_id, at=at, reads=child)
    change = kept.arrival.change if kept.arrival is not None else feeding.restored(library, kept)
    if change is not None:
        apply(library, change, at=at, blobs=kept.arrival.blobs if kept.arrival else None)
    library.settle_feed_items([number], "kept", kept.article)
    if kept.arrival is not None:
        asking.keep(library, kept.article, kept.arrival.requests)
    if kept.failure is not None:
        print(
            _("{number}: kept as the feed gives it. {why}").format(number=number, why=kept.failure),
            file=sys.stderr,
        )


def _kept_lines(library: Library, kept: Iterable[Waiting]) -> Iterator[str]:
    for each in kept:
        if each.article is not None:
            yield f"{each.article}  {library.article(each.article).title}"


def _dismiss(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        numbers = [library.feed_item(number)[0].number for number in dict.fromkeys(asked.items)]
        library.settle_feed_items(numbers, "dismissed")
        _tell_items(asked, [library.feed_item(number)[0] for number in numbers])
    return 0
