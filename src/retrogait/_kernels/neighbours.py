"""Nearest neighbour of every state of a trajectory, not counting states close in time: a k-d tree.

The tree is implicit: node p of level l holds the places p * n // 2^l up to (p + 1) * n // 2^l of `order`, and its
children are the nodes 2 p and 2 p + 1 of the next level. Nodes are numbered 2^l + p.
"""

from __future__ import annotations

import numpy as np

from retrogait._kernels.jit import kernel


@kernel
def _select(states, order, first, last, middle, column):
    """Reorder `order[first:last]` so that `middle` splits it by `column`: none before is larger, none after less."""
    low, high = first, last - 1
    while low < high:
        pivot = states[order[(low + high) // 2], column]
        i, j = low, high
        while i <= j:
            while states[order[i], column] < pivot:
                i += 1
            while states[order[j], column] > pivot:
                j -= 1
            if i <= j:
                order[i], order[j] = order[j], order[i]
                i += 1
                j -= 1
        if middle <= j:
            high = j
        elif middle >= i:
            low = i
        else:
            return


@kernel
def build_tree(states, levels, order, boxes):
    """Fill `order` (n,) with the states (n, dim) by leaf, and `boxes` (2^(levels + 1), 2, dim) with their bounds."""
    n, dim = states.shape
    for k in range(n):
        order[k] = k
    for level in range(levels + 1):
        width = 1 << level
        for p in range(width):
            first, last = p * n // width, (p + 1) * n // width
            node = width + p
            widest, column = -1.0, 0
            for c in range(dim):
                low, high = np.inf, -np.inf
                for k in range(first, last):
                    value = states[order[k], c]
                    low = min(low, value)
                    high = max(high, value)
                boxes[node, 0, c] = low
                boxes[node, 1, c] = high
                if high - low > widest:
                    widest, column = high - low, c
            if level < levels:
                middle = (2 * p + 1) * n // (2 * width)
                if first < middle < last:
                    _select(states, order, first, last, middle, column)


@kernel
def _box_distance(states, i, boxes, node):
    """Squared distance from state `i` to what a node holds."""
    total = 0.0
    for c in range(states.shape[1]):
        value = states[i, c]
        total += max(boxes[node, 0, c] - value, value - boxes[node, 1, c], 0.0) ** 2
    return total


@kernel
def nearest_states(states, position, exclude, levels, order, boxes, nearest):
    """Fill `nearest` (n,) with the state closest to each of `states` (n, dim), -1 where there is none.

    States whose `position` (n,) differs by `exclude` or less are not counted. `order` and `boxes` come from
    `build_tree`. Of equally close states the one first in time is taken.
    """
    n, dim = states.shape
    leaves = 1 << levels
    stack = np.empty(levels + 2, np.int64)
    distance = np.empty(levels + 2)
    # states are copied leaf by leaf and searched for in that order: each search then finds in the cache what the one
    # before it needed, without which time grows far faster than n log n
    placed, when = np.empty((n, dim)), np.empty(n, np.int64)
    for k in range(n):
        when[k] = position[order[k]]
        for c in range(dim):
            placed[k, c] = states[order[k], c]
    before = -1
    for i in range(n):
        best, found = np.inf, -1
        if before >= 0 and abs(when[before] - when[i]) > exclude:
            found = before
            best = 0.0
            for c in range(dim):
                best += (placed[i, c] - placed[found, c]) ** 2
        stack[0], distance[0] = 1, 0.0
        depth = 1
        while depth > 0:
            depth -= 1
            node = stack[depth]
            if distance[depth] > best:
                continue
            if node >= leaves:
                p = node - leaves
                for k in range(p * n // leaves, (p + 1) * n // leaves):
                    if abs(when[k] - when[i]) <= exclude:
                        continue
                    apart = 0.0
                    for c in range(dim):
                        apart += (placed[i, c] - placed[k, c]) ** 2
                    if apart < best or (apart == best and order[k] < order[found]):
                        best, found = apart, k
                continue
            left = _box_distance(placed, i, boxes, 2 * node)
            right = _box_distance(placed, i, boxes, 2 * node + 1)
            near, far = (2 * node, 2 * node + 1) if left <= right else (2 * node + 1, 2 * node)
            closer, farther = min(left, right), max(left, right)
            if farther <= best:
                stack[depth], distance[depth] = far, farther
                depth += 1
            if closer <= best:
                stack[depth], distance[depth] = near, closer
                depth += 1
        nearest[order[i]] = order[found] if found >= 0 else -1
        before = found
