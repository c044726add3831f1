"""Articles and their annotations as files. Input is `model.Exported`; nothing is searched for."""

from reader.export.flavours import FORMATS, Style, file_name, write, write_together
from reader.export.inline import MarkStyle
from reader.model import Exported

__all__ = [
    "FORMATS",
    "Exported",
    "MarkStyle",
    "Style",
    "file_name",
    "write",
    "write_together",
]
