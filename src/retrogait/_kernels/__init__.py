"""Numeric core: arrays in, arrays out, numba and numpy only; no checks, the public door has made them."""
