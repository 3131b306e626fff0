"""An organisation's files, read and checked. Plain Python: no database, no Django, no clock.

docs/files.md describes every file and column; `columns.py` is where it is said once for the code.
"""
