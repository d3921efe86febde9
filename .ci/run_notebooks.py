"""Run every notebook from a clean kernel, and refuse one that was committed with outputs or does not end as it should.

A notebook ends in a figure, and after it a sentence of what it showed. Warnings may only be seen in the output of cells
with the tag `warns`, whose text speaks of them. `--figures FOLDER` keeps the figures, to be looked at.
"""

from __future__ import annotations

import argparse
import base64
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

ROOT = Path(__file__).resolve().parent.parent
LONGEST_S = 40.0  # longer is told, never a failure: a busy machine is no fault of the notebook


def fault_as_committed(notebook: Any) -> str:
    """Say what is wrong with a notebook before it has run; an empty string when nothing is."""
    if any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells):
        return "holds outputs; clear them before committing"
    last = notebook.cells[-1] if notebook.cells else None
    if last is None or last.cell_type != "markdown" or not last.source.rstrip().endswith("."):
        return "its last cell is no sentence; end with a markdown cell that says what the figure showed"
    return ""


def fault_as_run(notebook: Any) -> str:
    """Say what is wrong with the outputs of a notebook that has run; an empty string when nothing is."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if not code or not pictures_of(code[-1]):
        return "its last code cell draws no figure; end with one"
    for cell in code:
        said = "".join(output.text for output in cell.outputs if output.get("name") == "stderr")
        if said and "warns" not in cell.metadata.get("tags", ()):
            return (
                f"a cell spills on standard error ({said.strip().splitlines()[0]}); avoid it, "
                "or speak of it in the text and give the cell the tag `warns`"
            )
    return ""


def pictures_of(cell: Any) -> list[bytes]:
    """Figures that a cell has drawn, as PNG."""
    return [
        base64.b64decode(output.data["image/png"])
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    ]


def run(path: Path, figures: Path | None) -> str:
    """Run a notebook and say what is wrong with it; an empty string when nothing is."""
    notebook = nbformat.read(path, as_version=4)
    if fault := fault_as_committed(notebook):
        return fault
    try:
        NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        return str(error)
    drawn = [picture for cell in notebook.cells if cell.cell_type == "code" for picture in pictures_of(cell)]
    if figures:
        figures.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, figures / path.name)
        for number, picture in enumerate(drawn, 1):
            (figures / f"{path.stem}_{number}.png").write_bytes(picture)
    return fault_as_run(notebook)


def main() -> int:
    """Run them all, or those named; 1 when any fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="*", type=Path, help="which; all of them when none is named")
    parser.add_argument("--figures", type=Path, help="folder for the figures and the notebooks as run")
    arguments = parser.parse_args()
    paths = arguments.notebooks or sorted((ROOT / "notebooks").glob("*.ipynb"))
    # what is compiled once on a machine is not time of the notebook that happens to come first
    subprocess.run([sys.executable, "-m", "retrogait", "warm"], check=True)
    faults, began_s = 0, time.monotonic()
    for path in paths:
        start_s = time.monotonic()
        fault = run(path, arguments.figures)
        took_s = time.monotonic() - start_s
        print(f"{path.name}: {fault or 'ok'}, {took_s:.0f} s", flush=True)
        if took_s > LONGEST_S:
            print(
                f"warning: slow-notebook: {path.name} took {took_s:.0f} s, wanted are {LONGEST_S:.0f} s at most"
            )
        faults += bool(fault)
    print(f"notebooks: {len(paths)} run, {faults} failed, {time.monotonic() - began_s:.0f} s")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
