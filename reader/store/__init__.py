"""The library file: tables, journal, search index. The only package that imports sqlite3.

`reader.library` is its face; nothing else uses it.
"""
