"""One table of everything that can be done in the window.

Menus, tooltips, keys and the sheet of keys all come from it. It knows no widget: `build` makes
QActions, and whoever owns them looks up the `handler` of one that was triggered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from reader.messages import _
from reader.values import dataclass

Where = Literal["anywhere", "article", "selection", "note"]
"""What must be there for it to act: nothing, an open article, words, or words or a mark."""

LABEL_KEYS = 9


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `handler` names a method of the window, or of what it holds by a path as
    "outgoing.copy"; it is called with `argument` if there is one."""

    id: str
    text: str
    handler: str
    icon: str = ""
    keys: tuple[str, ...] = ()
    where: Where = "anywhere"
    checkable: bool = False
    argument: str | int | None = None
    role: QAction.MenuRole = QAction.MenuRole.NoRole


def _label(number: int) -> Action:
    return Action(
        f"label-{number}",
        _("Label {number}").format(number=number),
        "mark_as",
        icon="highlight",
        keys=(str(number),),
        where="note",
        argument=number,
    )


TABLE: tuple[Action, ...] = (
    # articles
    Action("add", _("Add articles…"), "add", "add", ("Ctrl+N",)),
    Action("add-file", _("Add files…"), "add_files", "page", ("Ctrl+O",)),
    Action("add-folder", _("Add a folder…"), "incoming.ask_folder", "folder"),
    Action("inbox", _("Watched folder…"), "incoming.show_inbox", "folder"),
    Action("paste", _("Add what was copied"), "paste", "import", ("Ctrl+V",)),
    Action("move-in", _("Import from another program…"), "incoming.moving_in.ask", "import"),
    Action("get-texts", _("Get the texts still to come"), "incoming.moving_in.get_texts", "again"),
    Action("samples", _("Add the samples"), "add_samples", "page"),
    Action("again", _("Capture again"), "capture_again", "again", where="article"),
    Action(
        "revisions",
        _("Versions and changes"),
        "beside.show_revisions",
        "history",
        ("Ctrl+Shift+H",),
        "article",
    ),
    Action("check-page", _("Check for changes"), "incoming.check_page", "again", where="article"),
    Action("check-list", _("Check the list for changes"), "check_list", "again"),
    Action(
        "watch", _("Watch for changes"), "incoming.watch", "again", where="article", checkable=True
    ),
    Action("watched", _("Watched articles…"), "incoming.checking.show_watched", "again"),
    Action("check-watched", _("Check what is watched"), "incoming.checking.check_watched", "again"),
    Action(
        "get-pictures",
        _("Get missing pictures"),
        "on_the_web.get_pictures",
        "picture",
        where="article",
    ),
    Action(
        "asked",
        _("What was asked of the network…"),
        "on_the_web.show_asked",
        "globe",
        where="article",
    ),
    Action("read-again", _("Read again"), "incoming.read_again", "again", where="article"),
    Action("read-list-again", _("Read the list again"), "read_list_again", "again"),
    Action("star", _("Star"), "star", "star", ("S",), "article", checkable=True),
    Action("archive", _("Archive"), "archive", "archive", ("A",), "article", checkable=True),
    Action("trash", _("Move to the trash"), "trash", "trash", ("Ctrl+Del",), "article"),
    Action("restore", _("Take out of the trash"), "restore", "again", where="article"),
    Action("erase", _("Delete for good…"), "bulk.erase", "trash", ("Shift+Del",), "article"),
    Action("empty-trash", _("Empty the trash…"), "bulk.empty_trash", "trash"),
    Action("tag-articles", _("Article tags…"), "bulk.tag", "tag", ("Shift+T",), "article"),
    Action("into-story", _("Articles into a story"), "show_stories", "story", where="article"),
    Action("mark-read", _("Mark as read"), "bulk.mark_read", "tick", where="article"),
    Action("mark-unread", _("Mark as unread"), "bulk.mark_unread", "dot", ("U",), "article"),
    Action("several", _("What to do with them"), "show_several", "more"),
    Action("export-chosen", _("Export these…"), "export_chosen", "export"),
    Action("check-chosen", _("Check these for changes"), "check_chosen", "again"),
    Action("arrange", _("Order of the list"), "show_arranging", "sort"),
    *(
        Action(f"sort-{sort}", words, "articles.sort_by", "sort", checkable=True, argument=sort)
        for sort, words in (
            ("added", _("Added last")),
            ("published", _("Published last")),
            ("read", _("Read last")),
            ("title", _("By title")),
            ("site", _("By site")),
            ("notes", _("Most notes")),
        )
    ),
    Action("group-days", _("Show the days"), "articles.turn_grouped", "sort", checkable=True),
    Action("compact", _("Compact rows"), "articles.turn_compact", "sort", checkable=True),
    Action(
        "article-note", _("Note on the article"), "article_note", "note", ("Shift+N",), "article"
    ),
    Action("open", _("Open in the browser"), "open_in_browser", "open", where="article"),
    Action("next", _("Next article"), "step", "", ("Alt+Down",), argument=1),
    Action("previous", _("Previous article"), "step", "", ("Alt+Up",), argument=-1),
    Action("back", _("Back"), "go_back", "back", ("Alt+Left",)),
    Action("forward", _("Forward"), "go_forward", "forward", ("Alt+Right",)),
    Action("new-library", _("New library…"), "libraries.new", "add"),
    Action("open-library", _("Open a library…"), "libraries.open", "folder"),
    Action("recent-libraries", _("Recent libraries"), "show_recent_libraries", "history"),
    Action("pack", _("Save the whole library…"), "libraries.pack", "export"),
    Action("unpack", _("Make a library of an archive…"), "libraries.unpack", "import"),
    Action("backups", _("Backups…"), "backups.show", "history"),
    Action("quit", _("Quit"), "quit", "", ("Ctrl+Q",), role=QAction.MenuRole.QuitRole),
    # out
    Action("export", _("Export…"), "outgoing.export", "export", ("Ctrl+E",), "article"),
    Action(
        "export-notes",
        _("Export notes only…"),
        "outgoing.export_notes",
        "export",
        ("Ctrl+Shift+E",),
        "article",
    ),
    Action("export-options", _("Export options…"), "outgoing.show_export_options", "export"),
    Action("export-list", _("Export the list…"), "export_list", "export", ("Ctrl+Alt+E",)),
    Action("kept-folders", _("Folders kept in step…"), "outgoing.show_kept_folders", "again"),
    Action("templates", _("Templates…"), "outgoing.show_templates", "edit"),
    Action("bring-home", _("Bring edits home…"), "homecoming.ask", "import"),
    Action("conflicts", _("Changed here and in a file…"), "homecoming.show_conflicts", "changed"),
    Action("print", _("Print…"), "outgoing.print_article", "print", ("Ctrl+P",), "article"),
    Action(
        "preview",
        _("Print preview"),
        "outgoing.preview_print",
        "page",
        ("Ctrl+Shift+P",),
        "article",
    ),
    Action("pdf", _("Save as PDF…"), "outgoing.save_pdf", "export", where="article"),
    Action("copy", _("Copy"), "outgoing.copy", "copy", ("Ctrl+C",), "note"),
    Action("cite", _("Copy with source"), "outgoing.cite", "cite", ("Ctrl+Shift+C",), "note"),
    Action("copy-as", _("Copy as"), "show_copy_as", "copy", where="note"),
    # edit
    Action("undo", _("Undo"), "undo", "undo", ("Ctrl+Z",)),
    Action("redo", _("Redo"), "redo", "redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
    Action("find", _("Find in the article"), "find_words", "search", ("Ctrl+F",), "article"),
    Action(
        "find-next", _("Next hit"), "find_step", "down", ("F3", "Ctrl+G"), "article", argument=1
    ),
    Action(
        "find-previous",
        _("Hit before"),
        "find_step",
        "up",
        ("Shift+F3", "Ctrl+Shift+G"),
        "article",
        argument=-1,
    ),
    Action("search", _("Search the library"), "search", "search", ("Ctrl+Shift+F", "/")),
    Action("save-search", _("Save this search…"), "searches.save", "search"),
    # marks
    *(_label(number) for number in range(1, LABEL_KEYS + 1)),
    Action("label-last", _("Mark as the last label"), "mark_as_last", "highlight", ("H",), "note"),
    Action("repeat", _("Do the same again"), "repeat", "redo", (".",), "note"),
    Action("note", _("Note"), "note", "note", ("N",), "note"),
    Action("tags", _("Tags"), "tags", "tag", ("T",), "note"),
    Action(
        "put-into-story",
        _("Put into a story…"),
        "ordering.put_into_story",
        "story",
        ("Shift+S",),
        "article",
    ),
    Action("private", _("Stays here"), "private", "lock", ("P",), "note", checkable=True),
    Action("check", _("Checked: holds, wrong, or not"), "check", "tick", ("C",), "note"),
    Action(
        "note-history",
        _("What the note said before…"),
        "show_note_history",
        "history",
        where="note",
    ),
    Action("remove", _("Remove"), "remove", "trash", ("Del",)),
    Action("follow", _("Follow the link"), "follow", "link", ("L",), "note"),
    Action("next-mark", _("Next mark"), "step_mark", "", ("]",), "article", argument=1),
    Action("previous-mark", _("Previous mark"), "step_mark", "", ("[",), "article", argument=-1),
    # the sentence cursor
    Action("next-sentence", _("Next sentence"), "step_sentence", "", ("J",), "article", argument=1),
    Action(
        "previous-sentence",
        _("Sentence before"),
        "step_sentence",
        "",
        ("K",),
        "article",
        argument=-1,
    ),
    Action(
        "next-paragraph",
        _("Next paragraph"),
        "step_paragraph",
        "",
        ("Shift+J",),
        "article",
        argument=1,
    ),
    Action(
        "previous-paragraph",
        _("Paragraph before"),
        "step_paragraph",
        "",
        ("Shift+K",),
        "article",
        argument=-1,
    ),
    Action(
        "longer",
        _("One sentence more"),
        "extend_sentence",
        "",
        ("Shift+Down",),
        "article",
        argument=1,
    ),
    Action(
        "shorter",
        _("One sentence less"),
        "extend_sentence",
        "",
        ("Shift+Up",),
        "article",
        argument=-1,
    ),
    Action(
        "end-later", _("End a word later"), "move_end", "", ("Shift+Right",), "article", argument=1
    ),
    Action(
        "end-earlier",
        _("End a word earlier"),
        "move_end",
        "",
        ("Shift+Left",),
        "article",
        argument=-1,
    ),
    Action(
        "start-later",
        _("Begin a word later"),
        "move_start",
        "",
        ("Alt+Shift+Right",),
        "article",
        argument=1,
    ),
    Action(
        "start-earlier",
        _("Begin a word earlier"),
        "move_start",
        "",
        ("Alt+Shift+Left",),
        "article",
        argument=-1,
    ),
    # window
    Action("palette", _("Do something…"), "show_palette", "keyboard", ("Ctrl+K",)),
    Action("menu", _("Menu"), "show_menu", "menu"),
    Action("shelves", _("Shelves"), "toggle_shelves", "sidebar", ("F9",)),
    Action("list", _("List of articles"), "toggle_list", "inbox", ("Ctrl+F9",)),
    Action("notes", _("Notes"), "toggle_notes", "notes", ("F8",), "article", checkable=True),
    Action("all-notes", _("All notes"), "beside.show_all_notes", "notes", ("Ctrl+Shift+A",)),
    Action("stories", _("Stories"), "beside.show_stories", "story", ("Ctrl+Shift+S",)),
    Action("new-story", _("New story…"), "ordering.new_story", "add"),
    Action("all-tags", _("Tags…"), "ordering.show_tags", "tag"),
    Action("all-labels", _("Labels…"), "ordering.show_labels", "highlight"),
    Action("duplicates", _("Nearly the same…"), "duplicates.show_all", "copy"),
    Action("feeds", _("Feeds"), "beside.show_feeds", "feed", ("Ctrl+Shift+D",)),
    Action("type", _("Type and theme"), "typesetting.show_panel", "type"),
    Action("more", _("More"), "show_more_menu", "more"),
    Action("larger", _("Larger text"), "typesetting.resize", "", ("Ctrl++", "Ctrl+="), argument=1),
    Action("smaller", _("Smaller text"), "typesetting.resize", "", ("Ctrl+-",), argument=-1),
    Action("usual-size", _("Usual text size"), "typesetting.resize", "", ("Ctrl+0",), argument=0),
    Action("looser", _("Looser lines"), "typesetting.space_lines", argument=6),
    Action("closer", _("Closer lines"), "typesetting.space_lines", argument=-6),
    Action("wider", _("Longer lines"), "typesetting.widen", argument=2),
    Action("narrower", _("Shorter lines"), "typesetting.widen", argument=-2),
    Action("sans", _("Without serifs"), "typesetting.turn_sans", checkable=True),
    Action("justified", _("Both edges straight"), "typesetting.turn_justified", checkable=True),
    Action("usual-type", _("Type as usual"), "typesetting.make_usual"),
    Action("contrast", _("More contrast"), "typesetting.turn_contrast", checkable=True),
    Action("theme-light", _("Light"), "typesetting.wear", "sun", checkable=True, argument="light"),
    Action("theme-sepia", _("Sepia"), "typesetting.wear", "page", checkable=True, argument="sepia"),
    Action("theme-dark", _("Dark"), "typesetting.wear", "moon", checkable=True, argument="dark"),
    Action(
        "theme-system",
        _("As the system"),
        "typesetting.wear",
        "",
        checkable=True,
        argument="system",
    ),
    Action("alone", _("The page alone"), "page_alone", "page", ("F11",), checkable=True),
    Action("next-pane", _("Next pane"), "step_pane", "", ("F6",), argument=1),
    Action("previous-pane", _("Previous pane"), "step_pane", "", ("Shift+F6",), argument=-1),
    Action("menu-bar", _("Menu bar"), "show_menu_bar", "", ("F10",), checkable=True),
    Action("keys", _("Keys"), "show_keys", "keyboard", ("F1", "?")),
    Action("about", _("About Galley"), "about", "info", role=QAction.MenuRole.AboutRole),
)

BY_ID: Mapping[str, Action] = {action.id: action for action in TABLE}


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu by the ids of its actions; "" is a separator, a Menu opens beside its line."""

    title: str
    items: tuple[str | Menu, ...]


LABELS = tuple(f"label-{number}" for number in range(1, LABEL_KEYS + 1))

THEMES = Menu(_("Theme"), ("theme-light", "theme-sepia", "theme-dark", "theme-system"))

LINES = Menu(
    _("Lines and letters"),
    ("looser", "closer", "wider", "narrower", "", "sans", "justified", "", "usual-type"),
)

CURSOR = Menu(
    _("Sentence and ends"),
    (
        "next-sentence",
        "previous-sentence",
        "next-paragraph",
        "previous-paragraph",
        "longer",
        "shorter",
        "",
        "end-later",
        "end-earlier",
        "start-later",
        "start-earlier",
    ),
)

CHANGES = Menu(
    _("Changes of pages"),
    ("check-list", "check-watched", "watched", "", "read-again", "read-list-again"),
)

ARRANGE = Menu(
    _("Order of the list"),
    (
        "sort-added",
        "sort-published",
        "sort-read",
        "sort-title",
        "sort-site",
        "sort-notes",
        "",
        "group-days",
        "compact",
    ),
)

SEVERAL = Menu(
    _("What to do with them"),
    (
        "tag-articles",
        "into-story",
        "star",
        "archive",
        "",
        "mark-read",
        "mark-unread",
        "",
        "export-chosen",
        "check-chosen",
        "",
        "trash",
        "restore",
        "erase",
    ),
)

MENUS: tuple[Menu, ...] = (
    Menu(
        _("File"),
        (
            "add",
            "add-file",
            "add-folder",
            "paste",
            "move-in",
            "",
            "export",
            "export-notes",
            "export-options",
            "pdf",
            "",
            "export-list",
            "kept-folders",
            "templates",
            "",
            "bring-home",
            "conflicts",
            "",
            "preview",
            "print",
            "",
            "samples",
            "",
            "quit",
        ),
    ),
    Menu(
        _("Edit"),
        (
            "undo",
            "redo",
            "",
            "copy",
            "cite",
            "copy-as",
            "",
            "find",
            "find-next",
            "find-previous",
            "",
            "search",
            "save-search",
        ),
    ),
    Menu(
        _("Article"),
        (
            "star",
            "archive",
            "tag-articles",
            "into-story",
            "article-note",
            "mark-unread",
            "open",
            "",
            "revisions",
            "again",
            "check-page",
            "watch",
            CHANGES,
            "get-pictures",
            "asked",
            "",
            "next",
            "previous",
            "",
            "trash",
            "restore",
            "erase",
            "empty-trash",
        ),
    ),
    Menu(
        _("Mark"),
        (
            *LABELS,
            "label-last",
            "repeat",
            "",
            CURSOR,
            "",
            "note",
            "tags",
            "put-into-story",
            "private",
            "check",
            "note-history",
            "",
            "follow",
            "next-mark",
            "previous-mark",
            "",
            "remove",
        ),
    ),
    Menu(
        _("View"),
        (
            "shelves",
            "list",
            "notes",
            "all-notes",
            "stories",
            "feeds",
            "alone",
            "",
            "larger",
            "smaller",
            "usual-size",
            LINES,
            THEMES,
            "contrast",
            ARRANGE,
            "",
            "back",
            "forward",
            "",
            "menu-bar",
        ),
    ),
    Menu(
        _("Library"),
        (
            "new-library",
            "open-library",
            "recent-libraries",
            "",
            "all-tags",
            "all-labels",
            "duplicates",
            "",
            "inbox",
            "get-texts",
            "",
            "backups",
            "pack",
            "unpack",
        ),
    ),
    Menu(_("Help"), ("palette", "keys", "about")),
)

ON_SEVERAL = tuple(id for id in SEVERAL.items if isinstance(id, str) and id)
"""What acts on all articles that are chosen, where they are several."""

MORE = Menu(
    _("More"),
    (
        "cite",
        "export-notes",
        "pdf",
        "print",
        "",
        "article-note",
        "revisions",
        "again",
        "check-page",
        "watch",
        "open",
        "",
        "trash",
        "restore",
        "erase",
    ),
)


ON_THE_PAGE = (
    *LABELS,
    "",
    "note",
    "tags",
    "private",
    "check",
    "",
    "copy",
    "cite",
    "copy-as",
    "follow",
    "",
    "remove",
)
"""What a right click on the page offers; "" is a separator."""


def build(parent: QObject, table: Iterable[Action] = TABLE) -> dict[str, QAction]:
    """A QAction for each line of the table, by id; its `objectName` is that id."""
    return {action.id: _build(parent, action) for action in table}


def _build(parent: QObject, action: Action) -> QAction:
    made = QAction(action.text, parent)
    made.setObjectName(action.id)
    made.setCheckable(action.checkable)
    made.setShortcuts([QKeySequence(key) for key in action.keys])
    made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    made.setMenuRole(action.role)
    # A letter held down would mark or cycle again and again.
    made.setAutoRepeat(action.handler in _REPEATING)
    return made


_REPEATING = frozenset(
    {
        "step",
        "step_mark",
        "step_sentence",
        "step_paragraph",
        "extend_sentence",
        "move_end",
        "move_start",
        "find_step",
        "typesetting.space_lines",
        "typesetting.widen",
        "undo",
        "redo",
        "typesetting.resize",
    }
)


def fill(menu: QMenu, items: Sequence[str | Menu], actions: Mapping[str, QAction]) -> QMenu:
    """The menu with these lines in it; gives the menu back."""
    for item in items:
        if isinstance(item, Menu):
            fill(menu.addMenu(item.title), item.items, actions)
        elif item:
            menu.addAction(actions[item])
        else:
            menu.addSeparator()
    return menu


def menu(parent: QWidget, described: Menu, actions: Mapping[str, QAction]) -> QMenu:
    """A new menu of these actions, owned by `parent`."""
    return fill(QMenu(described.title, parent), described.items, actions)


def shown_keys(action: QAction) -> str:
    """The first key of an action as this system writes it; empty if it has none."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def in_menu(words: str) -> str:
    """Someone's words as a menu line shows them: on one line, an ampersand is no mnemonic."""
    return " ".join(words.split()).replace("&", "&&")


def program_name() -> str:
    return QCoreApplication.applicationName() or "Galley"
