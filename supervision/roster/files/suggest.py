"""Finding the word that somebody probably meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

FEW = 200


def did_you_mean(word: str) -> str:
    """Return the question that follows a refusal; nothing where no word is near."""
    return f" Did you mean “{word}”?" if word else ""


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the one of a few `words` most like `word`, whatever the case; "" if none is."""
    by_case = {each.casefold(): each for each in words}
    close = get_close_matches(word.casefold(), by_case, n=1, cutoff=0.7)
    return by_case[close[0]] if close else ""


def nearest_address(word: str, addresses: Iterable[str]) -> str:
    """Return the one of a few `addresses` that `word` is a slip of; "" if none is.

    People of one organisation share what follows the @, and often a family name: only what stands
    before it tells them apart, and a colleague's address offered in its place would be taken.
    """
    before = word.casefold().partition("@")[0]
    close = get_close_matches(word.casefold(), (each.casefold() for each in addresses), n=3, cutoff=0.7)

    def is_slip(each: str) -> bool:
        return one_slip(word, each) or SequenceMatcher(None, before, each.partition("@")[0]).ratio() > 0.85

    return next((each for each in close if is_slip(each)), "")


def one_slip(word: str, other: str) -> bool:
    """Say whether two words differ by one letter changed, left out, put in, or two swapped."""
    return word != other and bool(_shortened(word) & _shortened(other))


class Addresses:
    """Many addresses, asked often. Above a few, only words within a slip or two are found, but at once."""

    def __init__(self, words: Iterable[str]):
        self.words = list(words)
        self._index: dict[str, list[str]] | None = None

    def nearest(self, word: str) -> str:
        if len(self.words) <= FEW:
            return nearest_address(word, self.words)
        if self._index is None:
            self._index = defaultdict(list)
            for each in self.words:
                for short in _shortened(each):
                    self._index[short].append(each)
        found = {each for short in _shortened(word[:300]) for each in self._index.get(short, ())}
        return min(found, key=lambda each: (abs(len(each) - len(word)), each), default="")


def _shortened(word: str) -> set[str]:
    """Return `word` in lower case, and what is left when any one letter is taken out."""
    word = word.casefold()
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
