"""Run every notebook from a clean kernel; refuse notebooks committed with outputs."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parent.parent


def fault_of(path: Path) -> str:
    """Say what is wrong with a notebook; an empty string when nothing is."""
    notebook = nbformat.read(path, as_version=4)
    if any(cell.get("outputs") for cell in notebook.cells):
        return "holds outputs; clear them before committing"
    try:
        NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    except CellExecutionError as error:
        return str(error)
    return ""


def main() -> int:
    """Run them all; 1 when any fails."""
    faults = {path.name: fault_of(path) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}
    for name, fault in faults.items():
        print(f"{name}: {fault or 'ok'}")
    print(f"notebooks: {len(faults)} run")
    return int(any(faults.values()))


if __name__ == "__main__":
    sys.exit(main())
