"""Kernels of a live stream: the same chunks in any cutting give the same contacts."""
