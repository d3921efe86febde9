"""Curves made of polynomials, several at once: what moves a simulated body."""

from __future__ import annotations

from retrogait._kernels.jit import kernel


@kernel
def evaluate_pieces(time_s, breaks_s, origin_s, scale, coefficients, share, values):
    """Fill `values` (c, n) with c curves at `time_s` (n,); `share` (n,) is space to work in.

    Piece i of m lies between two of `breaks_s` (m + 1,), and `coefficients` (m, c, 8) are those of the powers of
    (time - origin) * scale. Outside the curves keep their first and last value. Times may come in any order, but it is
    quick where neighbours are near each other: stretches within a piece are one loop, which the compiler makes wide.
    """
    n, last = time_s.shape[0], breaks_s.shape[0] - 2
    first_s, last_s = breaks_s[0], breaks_s[last + 1]
    i = begin = 0
    while begin < n:
        while i > 0 and time_s[begin] < breaks_s[i]:
            i -= 1
        while i < last and time_s[begin] >= breaks_s[i + 1]:
            i += 1
        end = begin
        while end < n:
            t = time_s[end]
            if (i < last and t >= breaks_s[i + 1]) or (i > 0 and t < breaks_s[i]):
                break
            share[end] = (min(max(t, first_s), last_s) - origin_s[i]) * scale[i]
            end += 1
        for c in range(values.shape[0]):
            _evaluate(coefficients[i, c], share[begin:end], values[c, begin:end])
        begin = end


@kernel
def _evaluate(a, share, values):
    """Fill `values` (n,) with the polynomial of eight coefficients at `share` (n,)."""
    a0, a1, a2, a3, a4, a5, a6, a7 = a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]
    for k in range(share.shape[0]):
        u = share[k]
        values[k] = a0 + u * (a1 + u * (a2 + u * (a3 + u * (a4 + u * (a5 + u * (a6 + u * a7))))))
