"""Stages from outside the library: requirements, and how the summary names them."""

from __future__ import annotations

import inspect
from dataclasses import fields, is_dataclass
from numbers import Real
from typing import Any

from retrogait.errors import InvalidOption, shown
from retrogait.tables.arguments import describe


def class_name(value: object) -> str:
    """Name a class as the command line takes it: module:Class.

    >>> from retrogait.gait.bouts import BoutOptions
    >>> class_name(BoutOptions())
    'retrogait.gait.bouts:BoutOptions'
    """
    kind = type(value)
    return f"{kind.__module__}:{kind.__qualname__}"


def describe_stage(value: Any) -> str:
    """Name a stage and its options, as the command line takes it: module:Class(option=value, ...).

    >>> from retrogait.gait.bouts import BoutOptions
    >>> describe_stage(BoutOptions())
    'retrogait.gait.bouts:BoutOptions(least_strides=3, longest_pause_s=3.0, longest_pause_strides=1.5)'
    """
    options = ", ".join(f"{one.name}={getattr(value, one.name)!r}" for one in fields(value))
    return f"{class_name(value)}({options})"


def check_stage(stage: str, value: object, kind: type[Any], method: str | None = None) -> None:
    """Raise `InvalidOption` unless a value is of a kind of options, or has the `method` named.

    Either way it is a frozen dataclass whose options a summary can hold.
    """
    where = f"Stages: {stage} is"
    step = f"pass {kind.__name__}(...)" + " or see docs/extending.md" * (method is not None)
    if inspect.isclass(value):
        raise InvalidOption(
            f"{where} the class {value.__name__}; expected an instance of it; write {value.__name__}()"
        )
    known = isinstance(value, kind)
    if not known and not (method and callable(getattr(value, method, None))):
        other = f", or a frozen dataclass with a method {method}" * (method is not None)
        raise InvalidOption(f"{where} {describe(value)}; expected {kind.__name__}{other}; {step}")
    made: Any = value
    if not (is_dataclass(value) and made.__dataclass_params__.frozen):
        raise InvalidOption(
            f"{where} a {class_name(value)}, which is not a frozen dataclass; expected one, so that its options stand "
            "in the summary; put @dataclass(frozen=True) above its class"
        )
    for one in fields(made):
        option = getattr(made, one.name)
        if not _is_plain(option):
            raise InvalidOption(
                f"{where} a {class_name(value)} whose {one.name} is {shown(option)}; expected a number, text, None or "
                "a tuple of these, which a summary can hold; write lists and arrays as tuples"
            )


def _is_plain(value: object) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, (str, Real))
