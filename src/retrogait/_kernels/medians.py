"""The median of a few values: `np.median` in a kernel takes seconds to compile."""

from __future__ import annotations

import numpy as np

from retrogait._kernels.jit import kernel


@kernel
def median_of(values, count):
    """Median of the first `count` values, 1 at least; none of them may be NaN."""
    ordered = np.empty(count)
    for i in range(count):
        j = i
        while j > 0 and ordered[j - 1] > values[i]:
            ordered[j] = ordered[j - 1]
            j -= 1
        ordered[j] = values[i]
    return 0.5 * (ordered[(count - 1) // 2] + ordered[count // 2])
