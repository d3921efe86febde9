"""What an option may be, said beside its default, and checked in one place.

>>> from dataclasses import dataclass
>>> @dataclass(frozen=True)
... class TrendOptions(Checked):
...     least_strides: int = option(6, whole=True, low=2)
>>> TrendOptions(least_strides=1)
Traceback (most recent call last):
retrogait.errors.InvalidOption: TrendOptions: least_strides is 1; expected a whole number of 2 or more; the default is 6
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from numbers import Real
from typing import TYPE_CHECKING, Any, ClassVar

from retrogait.errors import InvalidOption, RetrogaitError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeGuard


@dataclass(frozen=True)
class Bounds:
    """The values that an option takes.

    Attributes
    ----------
    what : str
        What a value is, for the message.
    low, high : float
        Least and largest value; where `inside`, these two are none of its values.
    whole : bool
        Whole numbers only; 5.0 is kept as 5.
    choices : tuple of str
        The words it may be, in place of a number.
    of : type, optional
        The type of what is no number; an empty text is none.
    none : bool
        None is a value too.
    nan : str, optional
        NaN is a value too, and what it stands for.
    because : str
        Why there are no others.
    advice : str
        The next step, where it is not the default.
    """

    what: str
    low: float = -math.inf
    high: float = math.inf
    inside: bool = False
    whole: bool = False
    choices: tuple[str, ...] = ()
    of: type | None = None
    none: bool = False
    nan: str | None = None
    because: str = ""
    advice: str = ""

    def allow(self, value: object) -> bool:
        """Whether a value is allowed."""
        if self.none and value is None:
            return True
        if self.choices:
            return isinstance(value, str) and value in self.choices
        if self.of is not None:
            return isinstance(value, self.of) and value != ""
        if not is_number(value):
            return False
        number = float(value)
        if math.isnan(number):
            return self.nan is not None
        inner = self.low < number < self.high if self.inside else self.low <= number <= self.high
        return inner and math.isfinite(number) and (not self.whole or number == int(number))

    def __str__(self) -> str:
        """What is expected, as the message says it."""
        words = [self.what]
        if self.choices:
            words.append(f"one of {' '.join(self.choices)}")
        elif math.isfinite(self.low) and math.isfinite(self.high):
            words = [f"{self.what} {'between' if self.inside else 'from'} {self.low:g}"]
            words[0] += f" {'and' if self.inside else 'to'} {self.high:g}"
        elif math.isfinite(self.low):
            words = [
                f"{self.what} above {self.low:g}" if self.inside else f"{self.what} of {self.low:g} or more"
            ]
        words += ["or None"] * self.none + [f"or NaN {self.nan}"] * (self.nan is not None)
        words += [f"because {self.because}"] * bool(self.because)
        return ", ".join(filter(None, words))


def takes(what: str | None = None, **bounds: Any) -> dict[str, Bounds]:
    """Declare the values of a field without a plain default: `field(metadata=takes(...))`."""
    if what is None:
        what = "" if bounds.get("choices") else "a whole number" if bounds.get("whole") else "a number"
    return {"bounds": Bounds(what, **bounds)}


def option(default: Any, what: str | None = None, **bounds: Any) -> Any:
    """Declare a field with its default and the values it takes, those of `Bounds`."""
    return field(default=default, metadata=takes(what, **bounds))


class Checked:
    """Base of a dataclass whose fields, declared by `option` or `takes`, are checked when one is made."""

    refusal: ClassVar[type[RetrogaitError]] = InvalidOption

    def __post_init__(self) -> None:
        """Raise `refusal` where a field holds none of its values; keep 5.0 as 5 where it is whole."""
        for one in fields(self):  # type: ignore[arg-type]  # a dataclass, where it is used
            bounds: Bounds | None = one.metadata.get("bounds")
            if bounds is None:
                continue
            value = getattr(self, one.name)
            step = bounds.advice or f"the default is {one.default!r}"
            check(type(self).__name__, one.name, value, bounds, step, self.refusal)
            if bounds.whole and value is not None:
                object.__setattr__(self, one.name, int(value))


def check(
    where: str,
    name: str,
    value: object,
    bounds: Bounds,
    step: str,
    refusal: type[RetrogaitError] = InvalidOption,
) -> None:
    """Raise where a value is none of those that `bounds` hold, and say the next step."""
    if not bounds.allow(value):
        raise refusal(f"{where}: {name} is {shown(value)}; expected {bounds}; {step}")


def check_choice(where: str, name: str, value: object, choices: Iterable[str]) -> None:
    """Raise `InvalidOption` for a word that is not among the choices."""
    check(where, name, value, Bounds("", choices=tuple(choices)), "choose one of them")


def is_number(value: object) -> TypeGuard[float]:
    """Whether a value is one real number, of Python or of numpy, NaN included; a flag is none."""
    if isinstance(value, float):
        return True
    if isinstance(value, bool) or not isinstance(value, Real):
        return False
    try:  # a whole number may be beyond all floats
        float(value)
    except OverflowError:
        return False
    return True


def is_finite(value: object) -> TypeGuard[float]:
    """Whether a value is a number that is neither NaN nor infinite."""
    return is_number(value) and math.isfinite(value)


def within(value: object, low: float, high: float) -> bool:
    """Whether a value is a number from `low` to `high`; NaN is not."""
    return is_number(value) and low <= value <= high
