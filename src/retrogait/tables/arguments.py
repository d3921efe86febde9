"""What the arguments of a public function must be: read off its annotations, and checked at its door.

>>> @arguments()
... def walk(speed_mps: "float", sites: "Sequence[str]" = ()) -> "None": ...
>>> walk("0.5")
Traceback (most recent call last):
retrogait.errors.InvalidOption: walk: speed_mps is '0.5'; expected a number; write it without quotes
"""

from __future__ import annotations

import ast
import functools
import inspect
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from numbers import Integral
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np

from retrogait.errors import InvalidOption, RetrogaitError, shown
from retrogait.tables.checks import Bounds, check, is_number

Function = TypeVar("Function", bound=Callable[..., Any])

CALLER = 3  # the `stacklevel` of who called a function that is decorated
_MISSING = object()
_VALUE = "a value"
_UNCHECKED = ("Any", "object", "Observation", "ArrayLike")  # what takes them says itself what it expects
_ARRAYS = ("Floats", "Integers", "Flags", "NDArray")
_SEVERAL = ("Iterable", "Sequence", "Collection", "list", "tuple", "set", "frozenset")
_STEPS = {
    ("Recording", "path"): "read it first, with read_recording({0})",
    ("Recording", "frame"): "make one of it first, with Recording.from_frames(frame, rate_hz=...)",
    ("Recording", "Session"): "pass session.recording",
    ("Recording", ""): "make one with read_recording(path) or Recording.from_frames(frame)",
    ("Session", "path"): "read and analyse the file first, with analyze({0})",
    ("Session", "frame"): "analyse it first, with analyze(frame, rate_hz=...)",
    ("Session", "Recording"): "analyse it first, with analyze(recording)",
    ("Session", ""): "pass what analyze(recording) returns",
    ("Alignment", ""): "make one with Alignment.declared(...), calibrate(walk) or Alignment.load(path)",
    ("SessionLog", "path"): "load it first, with SessionLog.load({0})",
    ("float", "path"): "write it without quotes",
    ("int", "path"): "write it without quotes",
}


class Kind(NamedTuple):
    """What an argument may be: its test, its words, and the names of its classes."""

    holds: Callable[[Any], bool]
    words: str
    names: tuple[str, ...] = ()


def arguments(
    *, refusal: type[RetrogaitError] = InvalidOption, **said: Bounds | str
) -> Callable[[Function], Function]:
    """Decorate a public function, method or class: an argument that its annotation does not allow is refused.

    `said` are, by name, bounds of a number beside its annotation, or another annotation: a looser one, where the
    function itself looks at the argument and says more of it. The signature stays the function's own, as do its name
    and its documentation.
    """

    def decorate(decorated: Function) -> Function:
        if inspect.isclass(decorated):
            made: Any = decorated
            made.__init__ = _checking(made.__init__, made.__name__, refusal, said)
            return decorated
        where = decorated.__qualname__.rpartition("<locals>.")[2]
        where = where.removesuffix(".__init__").replace(".__getitem__", "[...]")
        return cast("Function", _checking(decorated, where, refusal, said))

    return decorate


def _checking(
    function: Any,
    where: str,
    refusal: type[RetrogaitError],
    said: Mapping[str, Bounds | str],
) -> Any:
    """The function with a check of its arguments before it."""
    listed = list(inspect.signature(function).parameters.values())
    first = int(bool(listed) and listed[0].name in ("self", "cls"))
    rest = next((one for one in listed if one.kind is one.VAR_POSITIONAL), None)
    bounds = {name: one for name, one in said.items() if isinstance(one, Bounds)}
    looser = {name: one for name, one in said.items() if isinstance(one, str)}
    by_name = {
        one.name: (one, _kind_of(looser.get(one.name, one.annotation)))
        for one in listed[first:]
        if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY, one.POSITIONAL_ONLY)
    }
    in_order = [one for one, _ in by_name.values() if one.kind is not one.KEYWORD_ONLY]
    needed = [one for one, _ in by_name.values() if one.default is one.empty]
    of_rest = None if rest is None else _kind_of(rest.annotation)

    def vet(name: str, value: Any) -> Any:
        """The value as the function takes it: what can be gone through once only is gone through here."""
        one, kind = by_name[name]
        if isinstance(value, Iterator) and not hasattr(value, "read") and {*kind.names} & {*_SEVERAL}:
            value = tuple(value)
        if value is not one.default and not kind.holds(value):
            raise refusal(f"{where}: {explain(name, value, kind, optional=one.default is not one.empty)}")
        if name in bounds and value is not one.default:
            check(where, name, value, bounds[name], "correct it", refusal)
        return value

    @functools.wraps(function)
    def checked(*given: Any, **named: Any) -> Any:
        n_named = len(in_order) + first
        vetted = [
            *given[:first],
            *(vet(one.name, value) for one, value in zip(in_order, given[first:], strict=False)),
            *given[n_named:],
        ]
        if rest is not None and of_rest is not None:
            for value in given[n_named:]:
                if not of_rest.holds(value):
                    raise refusal(f"{where}: {explain(rest.name, value, of_rest)}")
        named = {name: vet(name, value) if name in by_name else value for name, value in named.items()}
        for one in needed:
            if one.name not in named and one not in in_order[: max(0, len(given) - first)]:
                kind = by_name[one.name][1]
                raise refusal(f"{where}: {explain(one.name, _MISSING, kind)}")
        return function(*vetted, **named)

    return checked


def explain(name: str, value: object, kind: Kind, *, optional: bool = False) -> str:
    """Say what was found, what is expected and the next step of an argument that is refused."""
    found = "missing" if value is _MISSING else describe(value)
    return f"{name} is {found}; expected {kind.words}; {_next_step(value, kind, optional=optional)}"


def describe(value: object) -> str:
    """Name a value in a message: what is short as it is, of all else the type."""
    if value is None or isinstance(value, (str, bytes, os.PathLike, int, float, complex)):
        return shown(value)
    if isinstance(value, (list, tuple)) and value:
        return f"a {type(value).__name__} of {len(value)}, the first {_with_article(type(value[0]).__name__)}"
    return "a class" if isinstance(value, type) else _with_article(type(value).__name__)


def _next_step(value: object, kind: Kind, *, optional: bool) -> str:
    found = type(value).__name__
    if isinstance(value, (str, os.PathLike)):
        found = "path"
    elif found == "DataFrame":
        found = "frame"
    elif isinstance(value, (list, tuple)) and kind.names and not {*kind.names} & {*_SEVERAL}:
        return "pass one at a time"
    for name in kind.names:
        step = _STEPS.get((name, found)) or _STEPS.get((name, ""))
        if step:
            return step.format(shown(value))
    classes = [name for name in kind.names if name[:1].isupper() and name not in _SEVERAL]
    if classes and classes[0] not in ("Mapping", "DataFrame", "Series", "Timestamp", "PathLike"):
        return f"pass {classes[0]}(...)" + ", or leave it out" * optional
    return "correct it, or leave it out" if optional else "pass one"


@functools.cache
def _kind_of(annotation: Any) -> Kind:
    """The kind that an annotation says, a text as `from __future__ import annotations` makes it."""
    if not isinstance(annotation, str):
        return Kind(_anything, _VALUE)
    return _read(ast.parse(annotation, mode="eval").body)


def _read(node: ast.expr) -> Kind:
    if isinstance(node, ast.BinOp):
        return _either(_read(node.left), _read(node.right))
    if isinstance(node, ast.Constant):
        return Kind(lambda value: value is None, "None") if node.value is None else _kind_of(node.value)
    if isinstance(node, ast.Subscript):
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return _filled(_last_name(node.value), inner)
    return _plain(_last_name(node))


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else cast("ast.Name", node).id


def _either(one: Kind, other: Kind) -> Kind:
    names = one.names + other.names
    words = [*one.words.split(" or "), other.words]
    if "PathLike" not in names or "str" not in names:
        return Kind(lambda value: one.holds(value) or other.holds(value), " or ".join(words), names)
    words = [word for word in words if word != "text"]  # a path is written as text
    return Kind(
        lambda value: (one.holds(value) or other.holds(value)) and can_be_opened(value),
        " or ".join(words),
        names,
    )


def _filled(name: str, inner: list[ast.expr]) -> Kind:
    """The kind of `name[...]`."""
    if name in _SEVERAL:
        fixed = name == "tuple" and not (isinstance(inner[-1], ast.Constant) and inner[-1].value is ...)
        parts = [_read(one) for one in inner if not isinstance(one, ast.Constant) or one.value is not ...]
        if fixed:
            words = f"{len(parts)} of them: {', '.join(part.words for part in parts)}"
            return Kind(lambda value: _holds_each(value, parts), words, (name,))
        words = "a list" + f" of {parts[0].words.removeprefix('a ').removeprefix('an ')}" * (
            parts[0].words != _VALUE
        )
        return Kind(lambda value: _holds_all(value, parts[0]), words, (name, *parts[0].names))
    if name in ("Mapping", "dict"):
        key, content = map(_read, inner)
        words = "a mapping" + f" of {key.words} to {content.words}" * (key.words != _VALUE)
        return Kind(
            lambda value: (
                isinstance(value, Mapping)
                and all(key.holds(one) and content.holds(other) for one, other in value.items())
            ),
            words,
            (name,),
        )
    return _plain(name)


def _plain(name: str) -> Kind:
    """The kind of a name alone."""
    if name in _UNCHECKED:
        return Kind(_anything, _VALUE)
    if name in _ARRAYS:
        return Kind(is_array, "numbers", (name,))
    if name == "Callable":
        return Kind(callable, "a function")
    if name in ("PathLike", "Path"):
        return Kind(_is_path, "a path", (name,))
    if name in _SEVERAL:
        return Kind(_is_several, "a list", (name,))
    if name in ("Mapping", "dict"):
        return Kind(lambda value: isinstance(value, Mapping), "a mapping", (name,))
    tests: dict[str, tuple[Callable[[Any], bool], str]] = {
        "float": (is_number, "a number"),
        "int": (lambda value: isinstance(value, Integral) and is_number(value), "a whole number"),
        "bool": (lambda value: isinstance(value, (bool, np.bool_)), "True or False"),
        "str": (lambda value: isinstance(value, str), "text"),
        "IO": (lambda value: hasattr(value, "read"), "an open file"),
    }
    if name in tests:
        return Kind(*tests[name], (name,))
    # by its name: rooms above this one are not imported here
    return Kind(
        lambda value: any(one.__name__ == name for one in type(value).__mro__), _with_article(name), (name,)
    )


def is_array(value: object) -> bool:
    """Whether a value is an array of numbers, or can be made one."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiu":
        return True
    try:
        return np.asarray(value, dtype=np.float64) is not None and not isinstance(value, (str, bytes))
    except (TypeError, ValueError, OverflowError):
        return False


def _anything(value: object) -> bool:  # noqa: ARG001
    return True


def _is_path(value: object) -> bool:
    return isinstance(value, os.PathLike) and isinstance(os.fspath(value), str)


def can_be_opened(value: object) -> bool:
    """Whether a path, if it is one, could be that of a file: not empty, no NUL in it, nothing no name can hold."""
    if not isinstance(value, (str, os.PathLike)):
        return True
    path = os.fspath(value)
    if not isinstance(path, str) or not path or "\0" in path:
        return False
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return False
    return True


def _is_several(value: object) -> bool:
    """Whether a value is a series of others; a text, a mapping or a table is none."""
    return (
        isinstance(value, Iterable)
        and not isinstance(value, (str, bytes, bytearray, Mapping))
        and not hasattr(value, "columns")
        and not (isinstance(value, np.ndarray) and value.ndim != 1)
    )


def _holds_all(value: object, kind: Kind) -> bool:
    """Whether all of a series are of a kind."""
    return _is_several(value) and all(kind.holds(one) for one in cast("Iterable[object]", value))


def _holds_each(value: object, kinds: list[Kind]) -> bool:
    return (
        isinstance(value, (tuple, list))
        and len(value) == len(kinds)
        and all(kind.holds(one) for kind, one in zip(kinds, value, strict=True))
    )


def _with_article(name: str) -> str:
    return f"{'an' if name[:1].lower() in 'aeio' else 'a'} {name}"
