"""The commands of the shell: each reads its words, calls the library and prints what came of it."""

from __future__ import annotations

from collections.abc import Mapping

from reader.commands import (
    add,
    backups,
    check,
    compare,
    duplicates,
    edit,
    export,
    feeds,
    home,
    keep,
    look,
    mark,
    move_in,
    order,
    past,
    searches,
    templates,
    try_out,
    web,
    whole,
)
from reader.commands.shell import Command, Shell, json_argument, no_arguments
from reader.messages import _

__all__ = ["COMMANDS", "Command", "Shell"]

COMMANDS: Mapping[str, Command] = {
    "add": Command(_("add articles from files and addresses"), add.add_arguments, add.add_inputs),
    "import": Command(
        _("bring articles and highlights from another program"),
        move_in.import_arguments,
        move_in.import_files,
    ),
    "list": Command(_("list articles"), look.list_arguments, look.list_articles),
    "show": Command(_("show one article"), look.show_arguments, look.show_article),
    "annotate": Command(_("mark a passage, with a note"), mark.annotate_arguments, mark.annotate),
    "annotations": Command(
        _("list annotations"), look.annotations_arguments, look.list_annotations
    ),
    "search": Command(_("search articles and notes"), look.search_arguments, look.search),
    "searches": Command(
        _("list the searches that are kept, keep one, drop one"), searches.arguments, searches.run
    ),
    "tags": Command(
        _("list the tags; rename, merge, remove or colour them"),
        order.tags_arguments,
        order.run_tags,
    ),
    "labels": Command(
        _("list the labels; add, rename, colour, order or retire them"),
        order.labels_arguments,
        order.run_labels,
    ),
    "stories": Command(
        _("list the stories; show one, add to it, put it in order"),
        order.stories_arguments,
        order.run_stories,
    ),
    "edit": Command(_("tag, star or archive articles"), edit.arguments, edit.run),
    "edit-note": Command(_("change an annotation"), mark.edit_note_arguments, mark.edit_note),
    "history": Command(_("show what an annotation said before"), past.arguments, past.run),
    "remove": Command(_("move to the trash"), keep.record_arguments, keep.remove),
    "restore": Command(_("take out of the trash"), keep.record_arguments, keep.restore),
    "erase": Command(_("delete for good"), keep.record_arguments, keep.erase),
    "undo": Command(_("undo the shell’s last change"), no_arguments, keep.undo),
    "export": Command(
        _("write articles and their notes to files"),
        export.export_arguments,
        export.export_articles,
    ),
    "templates": Command(
        _("list the templates that export can use"),
        templates.list_arguments,
        templates.list_templates,
    ),
    "merge": Command(_("bring edited Markdown home"), home.merge_arguments, home.merge),
    "revisions": Command(
        _("list the captures of an article"), look.revisions_arguments, look.list_revisions
    ),
    "diff": Command(
        _("show what changed between two captures"), compare.diff_arguments, compare.diff
    ),
    "check": Command(_("ask whether pages have changed"), check.check_arguments, check.check),
    "watch": Command(_("choose which pages are watched"), check.watch_arguments, check.watch),
    "read-again": Command(
        _("read the kept sources anew"), check.read_again_arguments, check.read_again
    ),
    "feeds": Command(_("list the feeds that are followed"), json_argument, feeds.list_feeds),
    "feed": Command(
        _("follow a feed, ask for what is new, keep what it offers"),
        feeds.feed_arguments,
        feeds.act,
    ),
    "make-current": Command(
        _("show another revision of an article"), check.make_current_arguments, check.make_current
    ),
    "duplicates": Command(
        _("list articles that are nearly the same"), duplicates.arguments, duplicates.run
    ),
    "pictures": Command(
        _("fetch pictures that an article lacks"), web.pictures_arguments, web.get_pictures
    ),
    "asked": Command(
        _("show what was asked of the network for an article"), web.asked_arguments, web.list_asked
    ),
    "extract": Command(
        _("turn a page into an article, as JSON"), try_out.extract_arguments, try_out.extract
    ),
    "backup": Command(_("copy the library, checked"), keep.path_argument, keep.back_up),
    "backups": Command(
        _("list the copies that are made by themselves"),
        backups.list_arguments,
        backups.list_backups,
    ),
    "restore-backup": Command(
        _("put a backup in the place of the library"), backups.restore_arguments, backups.restore
    ),
    "pack": Command(
        _("write the whole library to an open archive"), whole.pack_arguments, whole.pack
    ),
    "unpack": Command(_("make a library of such an archive"), whole.unpack_arguments, whole.unpack),
    "rescue": Command(
        _("make a new library of what is whole of a damaged one"),
        whole.rescue_arguments,
        whole.rescue,
    ),
    "verify": Command(_("check that the library is sound"), json_argument, keep.verify),
    "demo": Command(_("show the main job without a screen"), try_out.demo_arguments, try_out.demo),
    "self-test": Command(
        _("check this installation, part by part"), no_arguments, try_out.self_test
    ),
}
