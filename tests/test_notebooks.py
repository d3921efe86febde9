"""What notebooks have to be before and after they run; `.ci/run_notebooks.py` runs them and applies these checks."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat", reason="notebooks are run with the dev extra only")
pytest.importorskip("nbclient", reason="notebooks are run with the dev extra only")

ROOT = Path(__file__).parent.parent
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CELL = nbformat.v4


@pytest.fixture(scope="module")
def runner():
    spec = importlib.util.spec_from_file_location("run_notebooks", ROOT / ".ci" / "run_notebooks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def notebook(*cells):
    return CELL.new_notebook(cells=list(cells))


def drawing(**more):
    output = CELL.new_output("display_data", {"image/png": "aGk="})
    return CELL.new_code_cell("draw()", outputs=[output], **more)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_is_committed_without_outputs_and_ends_in_a_sentence(runner, path):
    assert runner.fault_as_committed(nbformat.read(path, as_version=4)) == ""


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_says_that_its_data_is_simulated_and_needs_nothing_the_reader_lacks(path):
    text = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
    assert "simulated" in text
    assert "shared" not in re.sub(r"in a folder that all see", "", text)
    assert not re.search(r"retrogait\._|from retrogait\.\w+\._|\bos\.environ\b", text)


def test_the_list_names_every_notebook():
    listed = re.findall(r"\]\((\w+\.ipynb)\)", (ROOT / "notebooks" / "README.md").read_text("utf-8"))
    assert listed == [path.name for path in PATHS]


def test_outputs_and_a_missing_sentence_are_told(runner):
    sentence = CELL.new_markdown_cell("The figure shows it.")
    assert runner.fault_as_committed(notebook(drawing(), sentence)) == (
        "holds outputs; clear them before committing"
    )
    code = CELL.new_code_cell("draw()")
    wanted = "end with a markdown cell that says what the figure showed"
    for cells in ([], [sentence, code], [code, CELL.new_markdown_cell("## The end")]):
        assert wanted in runner.fault_as_committed(notebook(*cells))
    assert runner.fault_as_committed(notebook(code, sentence)) == ""


def test_a_missing_figure_and_a_spilled_warning_are_told(runner):
    assert runner.fault_as_run(notebook(drawing())) == ""
    assert "draws no figure" in runner.fault_as_run(notebook(drawing(), CELL.new_code_cell("1 + 1")))
    spilled = CELL.new_output("stream", name="stderr", text="RetrogaitWarning: no gyroscope\n")
    warned = CELL.new_code_cell("analyze()", outputs=[spilled])
    assert "spills on standard error (RetrogaitWarning: no gyroscope)" in runner.fault_as_run(
        notebook(warned, drawing())
    )
    warned.metadata["tags"] = ["warns"]
    assert runner.fault_as_run(notebook(warned, drawing())) == ""
