"""`searches`: those that are kept, a new one, and one that is dropped."""

from __future__ import annotations

import argparse

from reader import changes
from reader.commands.shell import Shell, apply, json_argument, show
from reader.errors import NotFound
from reader.messages import _
from reader.model import ArticleQuery


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--save", nargs=2, metavar=("NAME", "QUERY"), help=_("keep a search under a name")
    )
    parser.add_argument("--drop", metavar="NAME", help=_("keep it no more"))
    json_argument(parser)


def run(shell: Shell, asked: argparse.Namespace) -> int:
    with shell.library() as library:
        known = library.saved_searches()
        if asked.save:
            name, words = asked.save
            change = changes.save_search(known, name, words, id=library.new_search_id())
            if change is not None:
                apply(library, change)
        if asked.drop:
            found = next((each for each in known if asked.drop in (each.name, each.id)), None)
            if found is None:
                raise NotFound(_("There is no search “{name}”.").format(name=asked.drop))
            apply(library, changes.drop_search(found))
        kept = library.saved_searches()
        counts = [library.count(ArticleQuery(words=each.words, shelf="all")) for each in kept]
        show(
            asked,
            [
                {"id": each.id, "name": each.name, "query": each.words, "articles": count}
                for each, count in zip(kept, counts, strict=True)
            ],
            [
                f"{count:6}  {each.name}" + (f"  ({each.words})" if each.words != each.name else "")
                for each, count in zip(kept, counts, strict=True)
            ],
        )
    return 0
