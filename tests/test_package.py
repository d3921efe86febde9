"""The package as a whole: light to import, honest about its names, no import the linter cannot see."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

import retrogait

SOURCE = Path(retrogait.__file__).parent


def run_python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if not isinstance(node, ast.FunctionDef | ast.Lambda):
        for inner in ast.iter_child_nodes(node):
            yield from outside_functions(inner)


def imported_modules(path: Path, *, at_once: bool = False) -> set[str]:
    """What a file imports; `at_once` leaves out what its functions import when they are called."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in outside_functions(tree) if at_once else ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def test_import_loads_nothing_heavy():
    loaded = run_python("import sys, retrogait; retrogait.errors; print(*sys.modules)").split()
    assert not {"numpy", "pandas", "scipy", "numba", "matplotlib"} & set(loaded)


def test_analysis_loads_of_scipy_what_numba_does():
    """numba loads `scipy.linalg` with its first kernel; intervals and filters load more when they are asked for."""
    shown = "print(*(name for name in sys.modules if name.startswith('scipy')))"
    code = (
        "import sys, retrogait; retrogait.analyze(retrogait.simulate_walk('backward', 0.5, 8, seed=1)[0]); "
    )
    assert run_python(code + shown) == run_python("import sys, numba; numba.njit(lambda: 0)(); " + shown)


def test_pandas_accessor_comes_with_pandas_only():
    assert run_python("import pandas, retrogait; print(hasattr(pandas.DataFrame, 'gait'))") == "True\n"
    assert run_python("import retrogait, pandas; print(hasattr(pandas.DataFrame, 'gait'))") == "False\n"


def test_accessor_loads_no_kernel():
    loaded = run_python("import sys, retrogait.accessor; print(*sys.modules)").split()
    assert not {"numba", "scipy", "matplotlib"} & set(loaded)


@pytest.mark.parametrize("name", sorted(retrogait._HOMES))
def test_public_name_resolves_and_is_listed(name):
    assert name in dir(retrogait)
    assert getattr(retrogait, name).__name__ == name


def test_unknown_name_says_what_there_is():
    with pytest.raises(AttributeError, match=r"no attribute 'analyse'; it offers .*analyze"):
        _ = retrogait.analyse


def test_type_checkers_see_the_lazy_names():
    seen: set[str] = set()
    for node in ast.walk(ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            seen.update(
                alias.name for line in node.body if isinstance(line, ast.ImportFrom) for alias in line.names
            )
    assert seen == {*retrogait._HOMES, *retrogait._ROOMS}


def test_version_has_one_place():
    assert version("retrogait") == retrogait.__version__


def test_kernels_import_numpy_and_numba_only():
    allowed = {"__future__", "typing", "collections", "math", "numpy", "numba"}
    without_kernels = {
        "jit.py": {"sys"},  # whether there is a terminal to say something on
        "source_stamp.py": {"functools", "hashlib", "pathlib", "re"},  # reads files
    }
    for path in (SOURCE / "_kernels").glob("*.py"):
        known = allowed | without_kernels.get(path.name, set())
        foreign = {name for name in imported_modules(path) if name.split(".")[0] not in known}
        assert all(name.startswith("retrogait._kernels") for name in foreign), f"{path.name}: {foreign}"


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.relative_to(SOURCE).as_posix()
)
def test_source_avoids_slow_and_posix_only_modules(path):
    refused = {"fcntl", "resource", "pwd", "grp", "termios"}
    if path.relative_to(SOURCE).as_posix() == "_runtime/files.py":
        refused -= {"fcntl"}  # asked for after `sys.platform`, with msvcrt on the other side
    assert not refused & imported_modules(path)
    assert not any(name.split(".")[0] == "scipy" for name in imported_modules(path, at_once=True))


EDGES = {"cli", "batch", "accessor", "readers", "report", "plot", "live", "safety"}


def below_the_edges() -> list[Path]:
    return [
        p
        for p in sorted(SOURCE.rglob("*.py"))
        if p.relative_to(SOURCE).parts[0].removesuffix(".py") not in EDGES
    ]


@pytest.mark.parametrize("path", below_the_edges(), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_core_needs_no_extra_and_no_simulation(path):
    refused = {"matplotlib", "pyarrow", "dask", "distributed", "jinja2"}
    names = imported_modules(path)
    assert not refused & {name.split(".")[0] for name in names}
    if "simulation" not in path.as_posix() and path.name != "__init__.py":
        assert not any(name.startswith("retrogait.simulation") for name in names)


def test_rooms_are_reached_without_an_import_of_their_own():
    """Pages write rg.safety.review_session, rg.stability.sparc, rg.simulation.Walker."""
    names = (
        "rg.safety.review_session, rg.training.CUT_OFFS, rg.stability.sparc, rg.simulation.Walker, rg.plot"
    )
    assert run_python(f"import retrogait as rg; {names}; print('reached')").strip() == "reached"


def test_importing_the_package_loads_no_room():
    loaded = run_python("import sys, retrogait; print(*sys.modules)").split()
    assert not {f"retrogait.{room}" for room in retrogait._ROOMS if room != "errors"} & set(loaded)
