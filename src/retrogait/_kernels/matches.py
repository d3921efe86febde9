"""Templates of a signal that match: the counts behind sample entropy."""

from __future__ import annotations

from retrogait._kernels.jit import kernel


@kernel
def count_matches(templates, tolerance):
    """Pairs of columns of `templates` (m + 1, n) that differ by `tolerance` at most: in m rows, and in all m + 1.

    The first row ascends, so that only columns close in it are compared.
    """
    m, n = templates.shape[0] - 1, templates.shape[1]
    short, long = 0, 0
    if m == 2:
        first, second, third = templates[0], templates[1], templates[2]
        for a in range(n):
            # the last column in reach by halving steps, then slices: a loop without an exit, and without an index that
            # might be negative, runs several steps at a time
            low, top = a + 1, n
            while low < top:
                middle = (low + top) // 2
                if first[middle] - first[a] <= tolerance:
                    low = middle + 1
                else:
                    top = middle
            y, z = second[a], third[a]
            others_y, others_z = second[a + 1 : low], third[a + 1 : low]
            for b in range(low - a - 1):
                near = abs(others_y[b] - y) <= tolerance
                short += near
                long += near & (abs(others_z[b] - z) <= tolerance)
        return short, long
    for a in range(n):
        for b in range(a + 1, n):
            if templates[0, b] - templates[0, a] > tolerance:
                break
            row = 1
            while row <= m and abs(templates[row, b] - templates[row, a]) <= tolerance:
                row += 1
            if row >= m:
                short += 1
            if row > m:
                long += 1
    return short, long
