"""Numbers as text: a proper minus, the decimal sign of the language, a dash where there is none."""

from __future__ import annotations

from typing import Any

from retrogait.messages import message

NONE = "–"


def number(value: Any, digits: int = 2) -> str:
    """A number with so many decimals.

    >>> number(-1.234, 1), number(float("nan")), number(None)
    ('−1.2', '–', '–')
    >>> from retrogait.messages import in_language
    >>> with in_language("de"):
    ...     number(-1.234, 1)
    '−1,2'
    """
    if value is None or value != value:  # noqa: PLR0124 - NaN is missing
        return NONE
    shown = f"{value:.{digits}f}"
    shown = shown.replace("-", "−") if float(shown) else shown.replace("-", "")
    return shown.replace(".", message("number.decimal"))


def signed(value: Any, digits: int = 2) -> str:
    """A difference, with its sign.

    >>> signed(0.5, 1), signed(-0.5, 1), signed(0.01, 1)
    ('+0.5', '−0.5', '0.0')
    """
    shown = number(value, digits)
    return f"+{shown}" if shown != NONE and round(value, digits) > 0 else shown


def mean_sd(mean: Any, sd: Any, digits: int = 2) -> str:
    """A mean with its spread.

    >>> mean_sd(1.0, 0.25, 2), mean_sd(1.0, float("nan"), 1)
    ('1.00 ± 0.25', '1.0')
    """
    spread = number(sd, digits)
    return number(mean, digits) + ("" if spread == NONE or number(mean) == NONE else f" ± {spread}")


def span(low: Any, high: Any, digits: int = 2) -> str:
    """From a number to another; a dash where one of them is missing.

    >>> span(0.5, 0.75), span(0.5, float("nan"))
    ('0.50 to 0.75', '–')
    """
    ends = number(low, digits), number(high, digits)
    return NONE if NONE in ends else message("number.span", low=ends[0], high=ends[1])


def significant(value: Any, digits: int = 3) -> str:
    """A number with so many significant digits, for measures of any size.

    >>> significant(0.012345), significant(1234.5), significant(-2.0)
    ('0.0123', '1234', '−2.00')
    """
    if number(value) == NONE:
        return NONE
    if not value:
        return "0"
    from math import floor, log10

    return number(value, max(0, digits - 1 - floor(log10(abs(value)))))
