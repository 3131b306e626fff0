"""Looking for times: what is free, why a day has nothing, the next ones, the best ones, a whole series.

Everything here only reads, and in a fixed number of queries: three for one person or two hundred while
their open weeks are kept (`supervision.availability.opening`), six more where they are not. Whoever
books asks again under the locks, with the same functions.
"""

from supervision.sessions.finding.best import best_for
from supervision.sessions.finding.search import find_slots, first_refused, next_free, why_not
from supervision.sessions.finding.series import plan_series
from supervision.sessions.finding.values import DayFound, Found, Occurrence, Search, Slot, Suggestion

__all__ = [
    "DayFound",
    "Found",
    "Occurrence",
    "Search",
    "Slot",
    "Suggestion",
    "best_for",
    "find_slots",
    "first_refused",
    "next_free",
    "plan_series",
    "why_not",
]
