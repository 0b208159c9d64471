"""Imports of files: looked into, previewed, done, undone; the same for commands, API and wizard.

`inspect_file` says what a file holds, `preview_import` what an import of it would do, `run_import`
does it in the caller's transaction, `undo_import` takes it back.
"""
