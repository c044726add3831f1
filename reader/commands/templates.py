"""`templates`, and what `export --template` needs of them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from reader import paths, templates
from reader.commands.shell import Shell, json_argument, now, show
from reader.export import ExportOptions
from reader.messages import _
from reader.model import Exported
from reader.templates import Rendered, Template, shelf
from reader.values import dataclass

Fill = Callable[[Exported], Rendered]
"""An article by a template; raises BadTemplate."""


@dataclass(frozen=True, slots=True)
class Filling:
    """A template, and what fills it with an article."""

    template: Template
    fill: Fill


@contextmanager
def filling(wanted: str, options: ExportOptions) -> Iterator[Filling]:
    """The template of this name or file, and a process that renders it while this is open."""
    folder = paths.templates_folder()
    template, beside = templates.find(wanted, folder), shelf.beside(folder)
    with templates.Child() as child:

        def fill(exported: Exported) -> Rendered:
            at = now().astimezone()
            return child.render(template, exported, at=at, beside=beside, options=options)

        yield Filling(template, fill)


def list_arguments(parser: argparse.ArgumentParser) -> None:
    json_argument(parser)


def list_templates(shell: Shell, asked: argparse.Namespace) -> int:
    found = templates.all_templates(paths.templates_folder())
    shapes = [
        {
            "name": each.name,
            "about": each.about,
            "comes_home": templates.keeps_round_trip(each),
            "path": str(each.path) if each.path else None,
        }
        for each in found
    ]
    show(asked, shapes, map(_line, found))
    return 0


def _line(template: Template) -> str:
    whose = _("yours") if template.path else _("Galley’s")
    return f"{template.name}  ({whose})  {template.about}".rstrip()
