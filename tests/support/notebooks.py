"""Run the code of a notebook as Jupyter would, without Jupyter."""

import ast
import json
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]


def notebooks() -> list[Path]:
    """Return the project's notebooks, sorted."""
    return sorted((PROJECT / "notebooks").glob("*.ipynb"))


def code_cells(path: Path) -> list[dict[str, Any]]:
    """Return a notebook's code cells, as they are in the file."""
    cells = json.loads(path.read_text())["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def run_notebook(path: Path) -> dict[str, Any]:
    """Run the cells in order, in one namespace; paths are relative to the current folder.

    Returns
    -------
    dict
        What each cell shows, the value of its last expression, by the cell's id.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    shown = {}
    for cell in code_cells(path):
        tree = ast.parse("".join(cell["source"]), filename=f"{path.name}:{cell['id']}")
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, f"{path.name}:{cell['id']}", "exec"), names)  # noqa: S102
        if isinstance(last, ast.Expr):
            value = compile(ast.Expression(last.value), f"{path.name}:{cell['id']}", "eval")
            shown[cell["id"]] = eval(value, names)  # noqa: S307
    return shown
