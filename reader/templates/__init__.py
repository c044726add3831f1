"""Files as the user wants them: templates of hers, filled in with an article and its notes.

A template is somebody's program. It is read and run only in a process of its own that can be
killed (`child`), it sees plain values and no more, and it can call nothing but filters.
"""

from reader.templates.child import Child, Rendered, render
from reader.templates.shelf import all_templates, find
from reader.templates.template import Template, keeps_round_trip

__all__ = [
    "Child",
    "Rendered",
    "Template",
    "all_templates",
    "find",
    "keeps_round_trip",
    "render",
]
