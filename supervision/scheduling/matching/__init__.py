"""Pairing people: whom with whom, so that nobody who could have a partner is left without one.

`pair_up` takes a `Circle` and gives a `Pairing`. Plain Python and integers: the same circle and the same
seed give the same answer, on whatever machine.
"""

from supervision.scheduling.matching.pairing import pair_up
from supervision.scheduling.matching.threes import join_pairs
from supervision.scheduling.matching.values import MOST, MOST_WAITING, Circle, Pairing

__all__ = ["MOST", "MOST_WAITING", "Circle", "Pairing", "join_pairs", "pair_up"]
