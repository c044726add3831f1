"""Articles and their annotations as files. Input is `model.Exported`; nothing is searched for."""

from reader.export.flavours import FORMATS, Style, write
from reader.export.inline import MarkStyle
from reader.model import Exported

__all__ = ["FORMATS", "Exported", "MarkStyle", "Style", "write"]
