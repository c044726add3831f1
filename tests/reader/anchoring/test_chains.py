"""The heaviest common chain: common, rising, and heavier than what one finds by trying."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from reader.anchoring.chains import common, heaviest

WORDS = st.lists(st.sampled_from(["a", "of", "vote", "council", ","]), max_size=7)


def length(item: str) -> float:
    return float(len(item))


@given(WORDS, WORDS)
def test_pairs_are_of_equal_items_and_rise(one: list[str], other: list[str]) -> None:
    pairs = common(one, other, length, 1)
    assert all(one[i] == other[j] for i, j in pairs)
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(pairs))


@given(WORDS, WORDS)
def test_no_other_chain_is_heavier(one: list[str], other: list[str]) -> None:
    points = [
        (i, j, length(one[i]))
        for i in range(len(one))
        for j in range(len(other))
        if one[i] == other[j]
    ]
    worths = {(i, j): worth for i, j, worth in points}

    def worth(chain: list[tuple[int, int]]) -> float:
        apart = [pair for pair, last in zip(chain, [None, *chain]) if not _beside(last, pair)]  # noqa: B905
        return sum(worths[pair] for pair in chain) - 2 * len(apart)

    chains = [
        [(i, j) for i, j, _worth in some]
        for size in range(1, 4)
        for some in combinations(points, size)
        if all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(some))
    ]
    found = heaviest(points, len(other), 2)
    assert all(worth(found) >= worth(chain) for chain in chains)


def _beside(last: tuple[int, int] | None, pair: tuple[int, int]) -> bool:
    return last is not None and (last[0] + 1, last[1] + 1) == pair


def test_many_equal_items_are_parted_by_runs_that_stand_once() -> None:
    one = ["the"] * 300 + list("abcdefgh") + ["the"] * 300
    other = ["the"] * 200 + ["x"] + list("abcdefgh") + ["y"] + ["the"] * 400
    pairs = common(one, other, length, 1)
    assert [(one[i], other[j]) for i, j in pairs if one[i] != "the"] == [
        (letter, letter) for letter in "abcdefgh"
    ]
