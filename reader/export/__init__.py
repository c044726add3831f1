"""Articles and their annotations as files. Input is `model.Exported`; nothing is searched for."""

from reader.export.flavours import FORMATS, Style, file_name, write, write_together
from reader.export.options import USUAL, ExportOptions
from reader.model import Exported

__all__ = [
    "FORMATS",
    "USUAL",
    "ExportOptions",
    "Exported",
    "Style",
    "file_name",
    "write",
    "write_together",
]
