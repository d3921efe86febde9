"""What distinguishes a step from marching on the spot and from stairs."""

from __future__ import annotations

from numba.extending import register_jitable

LEVEL_M = 0.1  # that uneven ground and drift make a step rise


@register_jitable
def is_carried(displacement_m, path_m, rise_m, least_displacement_m, least_straightness, steepest):
    """Whether a foot was carried somewhere from rest to rest: far enough, straight enough, and not up a stair.

    Of numbers in a kernel, of arrays outside; `steepest` is rise over displacement, beyond 10 cm.
    """
    far = (displacement_m >= least_displacement_m) & (displacement_m >= least_straightness * path_m)
    return far & (abs(rise_m) <= LEVEL_M + steepest * displacement_m)
