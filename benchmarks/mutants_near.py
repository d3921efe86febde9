"""Which tests lie near a source file: those that import it, or name what is changed in it, the nearest first.

    python benchmarks/mutants_near.py src/retrogait/gait/turns.py    # as `make near F=...` asks

prints the file itself, for its doctests, and the test files, for pytest.
"""

from __future__ import annotations

import argparse
import ast
from collections import deque
from functools import cached_property
from pathlib import Path

FARTHEST = 2  # imports from the test to the file, beyond the first
OTHER_WORK = {
    "plot",
    "report",
    "docs",
    "notebooks",
    "batch",
    "cli",
    "guard",
    "benchmarks",
}  # images, processes


class Near:
    """The imports of the source files and tests below a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        source = {p: _module(p.relative_to(root / "src")) for p in (root / "src").rglob("*.py")}
        helpers: dict[Path, str] = {}
        for p in sorted((root / "tests").rglob("*.py"), key=lambda p: (len(p.parts), p)):
            taken = p.stem in helpers.values()  # a folder further down may have a file of the same name
            helpers[p] = str(p.relative_to(root)) if taken else p.stem
        self.path_of = {name: str(p.relative_to(root)) for p, name in {**helpers, **source}.items()}
        self.tests = {name: p for p, name in helpers.items() if p.stem.startswith("test_")}
        self.homes = {}  # of public names that a package loads when they are first used
        for name, p in ((name, p) for p, name in source.items() if "." not in name):
            self.homes.update(_homes(name, ast.parse(p.read_bytes())))
        self.path_of.update(dict.fromkeys(self.homes, ""))

    @cached_property
    def imports(self) -> dict[str, set[str]]:
        """Modules that each module imports, of those below the folder; not those for type checkers only."""
        return {name: self._imported(name) for name in self.path_of}

    @cached_property
    def importers(self) -> dict[str, set[str]]:
        """Modules that import each module."""
        back: dict[str, set[str]] = {name: set() for name in self.path_of}
        for name, imported in self.imports.items():
            for one in imported:
                back[one].add(name)
        return back

    def tests_of(self, path: str, name: str = "") -> dict[str, int]:
        """Test files that reach a file, and how far: 0 if one imports it or holds `name`, -1 if it is named so."""
        start = _module(Path(path).relative_to("src"))
        distance, queue = {start: -1}, deque([start])
        while queue:
            here = queue.popleft()
            if distance[here] < FARTHEST:
                for one in sorted(self.importers.get(here, ())):
                    if one not in distance:
                        distance[one] = distance[here] + 1
                        queue.append(one)
        found = {}
        for test, file in self.tests.items():
            named = bool(name) and name in file.read_text(encoding="utf-8")
            if not OTHER_WORK.intersection(file.stem.split("_")) and (named or test in distance):
                by_name = file.stem == f"test_{Path(path).stem}"
                found[str(file.relative_to(self.root))] = -1 if by_name else 0 if named else distance[test]
        return dict(sorted(found.items(), key=lambda item: (item[1], item[0])))

    def reached_from(self, paths: list[str], room: str) -> list[str]:
        """Files of a folder that these files import, directly or through others of that folder."""
        queue, seen = deque(_module(Path(path).relative_to("src")) for path in paths), set()
        while queue:
            for one in self.imports[queue.popleft()]:
                if one not in seen and self.path_of[one].startswith(f"{room}/"):
                    seen.add(one)
                    queue.append(one)
        return sorted(self.path_of[one] for one in seen)

    def users_of(self, path: str) -> set[str]:
        """A file and all that import it, however indirectly, as paths."""
        queue = deque([_module(Path(path).relative_to("src"))])
        seen = set(queue)
        while queue:
            new = self.importers[queue.popleft()] - seen
            seen |= new
            queue.extend(new)
        return {self.path_of[one] for one in seen} - {""}

    def _imported(self, name: str) -> set[str]:
        if name in self.homes:
            return {self.homes[name]} & self.path_of.keys()
        tree = ast.parse((self.root / self.path_of[name]).read_bytes())
        found: set[str] = set()
        packages: dict[str, str] = {}  # by the name they go by here
        queue: deque[ast.AST] = deque([tree])
        while queue:
            node = queue.popleft()
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                continue
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
                packages.update({alias.asname or alias.name: alias.name for alias in node.names})
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.update({node.module, *(f"{node.module}.{alias.name}" for alias in node.names)})
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                found.add(f"{packages.get(node.value.id, '')}:{node.attr}")
            queue.extend(ast.iter_child_nodes(node))
        return found & self.path_of.keys()


def _homes(package: str, tree: ast.Module) -> dict[str, str]:
    """The module of each name that a package declares for type checkers, as `package:name`."""
    blocks = [
        node for node in tree.body if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
    ]
    imports = [node for block in blocks for node in block.body if isinstance(node, ast.ImportFrom)]
    return {f"{package}:{alias.name}": node.module or "" for node in imports for alias in node.names}


def _module(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def main() -> None:
    """Print the files to test where one was edited."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("file", help="a file below src")
    given = parser.parse_args()
    root = Path(__file__).resolve().parents[1]
    path = Path(given.file)
    path = path.relative_to(root) if path.is_absolute() else path
    if not (root / path).is_file() or path.parts[0] != "src":
        parser.error(f"{given.file} is no file below src; expected one, as F=src/retrogait/gait/turns.py")
    print(path, *Near(root).tests_of(str(path)))


if __name__ == "__main__":
    main()
