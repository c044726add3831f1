"""Where templates lie: those that Galley brings, and the user's own in a folder of hers.

One of her own takes the place of one that Galley brings under the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import count
from pathlib import Path

from reader.errors import BadRequest, NotFound, WriteFailed
from reader.export import names
from reader.export.files import write_atomically
from reader.messages import _
from reader.templates.filters import slug
from reader.templates.template import SUFFIX, Template

_MOST_BYTES = 4_000_000
"""A larger file is no template; it is not read."""


def all_templates(folder: Path) -> tuple[Template, ...]:
    """Hers and ours that stand beside them, by name."""
    own = own_templates(folder)
    taken = {names.collision_key(each.name) for each in own}
    ours = (each for each in built_in() if names.collision_key(each.name) not in taken)
    return tuple(sorted((*own, *ours), key=lambda each: each.name.casefold()))


@cache
def built_in() -> tuple[Template, ...]:
    """What Galley brings, by name."""
    found = (each for each in (files("resources") / "templates").iterdir())
    ours = (each for each in found if each.name.endswith(SUFFIX))
    return tuple(
        Template(each.name.removesuffix(SUFFIX), _lf(each.read_text("utf-8")))
        for each in sorted(ours, key=lambda each: each.name)
    )


def own_templates(folder: Path) -> tuple[Template, ...]:
    """What lies in her folder, by name; a file that cannot be read is none."""
    if not folder.is_dir():
        return ()
    found = (_read(path) for path in sorted(folder.glob(f"*{SUFFIX}")))
    return tuple(each for each in found if each is not None)


def _read(path: Path) -> Template | None:
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return None
        return Template(path.stem, _lf(path.read_text("utf-8-sig")), path)
    except (OSError, UnicodeDecodeError):
        return None


def _lf(source: str) -> str:
    return source.replace("\r\n", "\n")


def find(wanted: str, folder: Path) -> Template:
    """The template of this name (`Fact-check sheet`, or `fact-check-sheet`), or in this file.

    Raises NotFound, with the names there are.
    """
    there = all_templates(folder)
    for template in there:
        if slug(template.name) == slug(wanted):
            return template
    path = Path(wanted).expanduser()
    found = _read(path) if path.is_file() else None
    if found is not None:
        return found
    if path.is_file():
        raise BadRequest(
            _("{file} is no template: it cannot be read as text.").format(file=path.name),
            _("A template is a text file in UTF-8."),
        )
    raise NotFound(
        _("There is no template “{name}”.").format(name=wanted),
        _("There are: {names}.").format(names=", ".join(each.name for each in there)),
    )


def beside(folder: Path) -> Mapping[str, str]:
    """What a template may include or extend, by file names; no other file is ever read for one."""
    return {each.file_name: each.source for each in all_templates(folder)}


# --- her own -------------------------------------------------------------------------------------


def save(template: Template, folder: Path) -> Template:
    """Writes one of hers; one that Galley brings becomes hers. Raises WriteFailed."""
    path = template.path or folder / template.file_name
    write_atomically(path, template.source)
    return Template(template.name, template.source, path)


def is_written_since(template: Template) -> bool:
    """Whether its file says something else by now than it did when it was read."""
    there = _read(template.path) if template.path is not None else None
    return there is not None and there.source != template.source


def free_name(wanted: str, folder: Path, but: Sequence[str] = ()) -> str:
    """The name, or the next free one: `Obsidian (2)`; legal on every system."""
    name = names.cleaned(wanted)
    taken = {names.collision_key(each.name) for each in all_templates(folder)}
    taken -= {names.collision_key(each) for each in but}
    candidates = (names.numbered(name + SUFFIX, n).removesuffix(SUFFIX) for n in count(1))
    return next(each for each in candidates if names.collision_key(each) not in taken)


def rename(template: Template, name: str, folder: Path) -> Template:
    """Gives one of hers another name. Raises BadRequest if it is taken, WriteFailed."""
    if template.path is None:
        raise BadRequest(_("Templates that Galley brings keep their names."))
    wanted = names.cleaned(name)
    if free_name(wanted, folder, but=(template.name,)) != wanted:
        raise BadRequest(
            _("There is a template “{name}” already.").format(name=wanted),
            _("Give it another name."),
        )
    path = template.path.with_name(wanted + SUFFIX)
    _in_the_folder(template.path, lambda here: here.rename(path))
    return Template(wanted, template.source, path)


def remove(template: Template) -> None:
    """Takes one of hers away; `save` brings it back. Raises WriteFailed."""
    if template.path is not None:
        _in_the_folder(template.path, lambda here: here.unlink(missing_ok=True))


def _in_the_folder(path: Path, do: Callable[[Path], object]) -> None:
    try:
        do(path)
    except OSError as problem:
        raise WriteFailed(
            _("{file} could not be changed: {reason}.").format(
                file=path.name, reason=problem.strerror or problem
            ),
            _("It is as it was."),
        ) from problem
