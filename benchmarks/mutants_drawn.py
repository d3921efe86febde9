"""Small changes to thresholds and comparisons of source files: all that there are, and some drawn by seed."""

from __future__ import annotations

import ast
import random
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SWAPS = {  # to the neighbour, and flipped
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "==": ("!=",),
    "!=": ("==",),
}
OPERATORS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
LAYOUT = re.compile(r"(^|_)(WIDTH|HEIGHT|RAD|DEG)$|^REACH$")  # columns of arrays and units are no thresholds


class Mutant(NamedTuple):
    """Text from `start` to `end` (bytes) of a file, replaced; `name` is the constant or option it is of, if any."""

    path: str
    line: int
    start: int
    end: int
    before: str
    after: str
    name: str

    def __str__(self) -> str:
        name = f"{self.name}: " if self.name else ""
        return f"{self.path}:{self.line}: {name}{self.before} -> {self.after}"

    @property
    def option(self) -> str:
        """The name of the option or shared constant that is changed, if it is one that a test would name."""
        named = self.name.islower() or "_" in self.name.strip("_")
        return self.name if self.before not in SWAPS and named else ""

    def apply(self, source: bytes) -> bytes:
        """The source with this change made."""
        return source[: self.start] + self.after.encode() + source[self.end :]


def draw(root: Path, paths: Iterable[str], count: int, seed: int) -> list[Mutant]:
    """Draw `count` different mutants of these files, in their order; all of them where there are no more."""
    every = [mutant for path in sorted(paths) for mutant in mutants_of(path, (root / path).read_bytes())]
    chosen = random.Random(seed).sample(range(len(every)), min(count, len(every)))  # noqa: S311
    return [every[k] for k in sorted(chosen)]


def mutants_of(path: str, source: bytes) -> list[Mutant]:
    """All mutants of a file: each number and each comparison changed in each of its ways."""
    tree = ast.parse(source)
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    for number, name in _numbers(tree):
        start = starts[number.lineno - 1] + number.col_offset
        end = starts[number.end_lineno - 1] + number.end_col_offset
        before = source[start:end].decode()
        found += [Mutant(path, number.lineno, start, end, before, x, name) for x in _moved(number.value)]
    for line, start, end, before, name in _comparisons(tree, source, starts):
        found += [Mutant(path, line, start, end, before, x, name) for x in SWAPS[before]]
    return sorted(found, key=lambda mutant: (mutant.start, mutant.after))


def _moved(value: float) -> list[str]:
    """A number made smaller and larger: by a factor of two, whole ones up to 3 by one; a share stays one."""
    if value == 0:
        return [repr(type(value)(1))]
    if isinstance(value, int):
        return [str(value - 1), str(value + 1)] if value <= 3 else [str(value // 2), str(2 * value)]
    more = 0.5 * (1.0 + value) if 0.5 < value < 1 else 2.0 * value
    return [repr(float(f"{moved:.6g}")) for moved in (0.5 * value, more)]


def _numbers(tree: ast.Module) -> Iterator[tuple[ast.Constant, str]]:
    """Numbers in constants of the module and of its classes, as options are, and those something is compared to."""
    bodies = [tree.body, *(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]
    for statement in (statement for body in bodies for statement in body):
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            yield from _of_constant(statement)
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            for side in (node.left, *node.comparators):
                yield from ((number, "") for number in _literals(side))


def _of_constant(statement: ast.Assign | ast.AnnAssign) -> Iterator[tuple[ast.Constant, str]]:
    target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
    value = statement.value
    pairs = [(target, value)]
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        pairs = list(zip(target.elts, value.elts, strict=True))
    for one, given in pairs:
        name = ast.unparse(one)
        if isinstance(given, ast.Call) and ast.unparse(given.func) == "option":
            given = ast.Tuple(given.args[:1])  # noqa: PLW2901 - the default alone
        columns = isinstance(given, ast.Call) and ast.unparse(given.func) == "range"
        if not columns and not LAYOUT.search(name):
            yield from ((number, name) for number in _literals(given, whole=True))


def _literals(node: ast.AST, *, whole: bool = False) -> Iterator[ast.Constant]:
    """Numbers of an expression; no indices, and of a call in a comparison only those that are no whole numbers."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            yield node
        return
    if isinstance(node, ast.Subscript | ast.Compare):
        return  # a comparison inside another one is seen by itself
    if isinstance(node, ast.Call) and not whole:
        floats = (number for part in node.args for number in _literals(part))
        yield from (number for number in floats if isinstance(number.value, float))
        return
    for child in ast.iter_child_nodes(node):
        if not (
            isinstance(child, ast.keyword) and child.arg in {"low", "high"}
        ):  # bounds have their own tests
            yield from _literals(child, whole=whole)


def _comparisons(
    tree: ast.Module, source: bytes, starts: list[int]
) -> Iterator[tuple[int, int, int, str, str]]:
    """Line, first and last byte, operator and innermost function of each comparison."""
    owner = {}
    for node in ast.walk(tree):  # outer functions come first
        if isinstance(node, ast.FunctionDef):
            owner.update(dict.fromkeys(ast.walk(node), node.name))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        for left, kind, right in zip(sides[:-1], node.ops, sides[1:], strict=True):
            if (sign := OPERATORS.get(type(kind))) is None:
                continue
            a = starts[left.end_lineno - 1] + left.end_col_offset
            b = starts[right.lineno - 1] + right.col_offset
            at = source.index(sign.encode(), a, b)
            line = 1 + source.count(b"\n", 0, at)
            yield line, at, at + len(sign), sign, owner.get(node, "")
