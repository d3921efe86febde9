"""Which kernels are called from Python: the others are parts of kernels."""

from __future__ import annotations

import re
from pathlib import Path

import retrogait

SOURCE = Path(retrogait.__file__).parent


def called_from_python() -> set[str]:
    """Names as `module.kernel`."""
    modules = "|".join(path.stem for path in (SOURCE / "_kernels").glob("*.py"))
    texts = [path.read_text("utf-8") for path in SOURCE.rglob("*.py") if path.parent.name != "_kernels"]
    return {name for text in texts for name in re.findall(rf"\b((?:{modules})\.\w+)\(", text)}
