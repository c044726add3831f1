"""The one catalogue of words that people see: stdlib gettext, for the shell and the window."""

from __future__ import annotations

import gettext
from importlib.resources import as_file, files


def _load() -> gettext.NullTranslations:
    with as_file(files("resources") / "translations") as folder:
        return gettext.translation("galley", localedir=folder, fallback=True)


_catalogue = _load()
_ = _catalogue.gettext
ngettext = _catalogue.ngettext
