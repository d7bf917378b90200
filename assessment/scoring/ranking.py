"""Ranks, grades and the sentence in which centres print tied ranks (scoring.md §11)."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assessment.scoring.inputs import Grade
from assessment.scoring.model import Bools, Floats, Ints
from assessment.scoring.rounding import to_nano

Ranks = NDArray[np.int32]


def rank_members(figures: Ints, members: Bools, method: str) -> Ranks:
    """[E] ranks of the ``members`` by whole-number ``figures``, highest first; 0 = not ranked.

    ``dense``: 1, 2, 2, 3; ``competition``: 1, 2, 2, 4.
    """
    ranks = np.zeros(len(figures), dtype=np.int32)
    values, position, count = np.unique(-figures[members], return_inverse=True, return_counts=True)
    if method == "competition":
        ranks[members] = (np.cumsum(count) - count + 1)[position]
    else:
        ranks[members] = np.arange(1, len(values) + 1)[position]
    return ranks


def top(ranks: Ranks, last: int) -> Bools:
    """Everyone with a rank of at most ``last``: a dense top 10 may hold more than ten."""
    return (ranks > 0) & (ranks <= last)


def listing_order(ranks: Ranks) -> Ints:
    """Entity indexes in the order of a printed ranking: by rank, inside a shared one by key (= index)."""
    ranked = np.flatnonzero(ranks > 0)
    return ranked[np.argsort(ranks[ranked], kind="stable")]


def grade_indexes(percent: Floats, grades: Sequence[Grade]) -> NDArray[np.int16]:
    """Index of the grade of each percentage [E], -1 = below all thresholds. Thresholds are inclusive."""
    result = np.full(len(percent), -1, dtype=np.int16)
    nano = to_nano(percent)
    # From the lowest threshold up, each overwriting the one before; of equal ones the first listed wins.
    for index in sorted(range(len(grades)), key=lambda i: (grades[i].at_least, -i)):
        result[nano >= to_nano(grades[index].at_least)] = index
    return result


def group_by_rank(names: Sequence[str], ranks: Ranks) -> dict[int, list[str]]:
    """Names by rank, lowest rank first, entities of a shared rank in key order: what ``tie_sentence`` takes."""
    groups: dict[int, list[str]] = {}
    for index in listing_order(ranks).tolist():
        groups.setdefault(int(ranks[index]), []).append(names[index])
    return groups


def tie_sentence(names_by_rank: Mapping[int, Sequence[str]], *, first: int = 1, last: int, language: str = "zh") -> str:
    """Ranks ``first … last`` as a centre prints them (S1): ties joined by "/", then named with their rank.

    "前3名：甲、乙/丙、丁。其中，乙/丙并列第2名。" — "" where nobody holds one of these ranks.
    """
    groups = [(rank, names_by_rank[rank]) for rank in sorted(names_by_rank) if first <= rank <= last]
    if not groups:
        return ""
    listed = ["/".join(names) for _, names in groups]
    ties = [(rank, "/".join(names)) for rank, names in groups if len(names) > 1]
    return _in_english(first, last, listed, ties) if language == "en" else _in_chinese(first, last, listed, ties)


def band_sentences(
    names_by_rank: Mapping[int, Sequence[str]], lasts: Sequence[int] = (3, 10), *, language: str = "zh"
) -> Iterator[str]:
    """One sentence a band: ranks 1 … 3, then 4 … 10, as far as anyone holds them."""
    first = 1
    for last in lasts:
        sentence = tie_sentence(names_by_rank, first=first, last=last, language=language)
        if sentence:
            yield sentence
        first = last + 1


def _in_chinese(first: int, last: int, listed: Sequence[str], ties: Sequence[tuple[int, str]]) -> str:
    label = f"前{last}名" if first == 1 else f"{first}-{last}名"
    sentence = f"{label}：{'、'.join(listed)}。"
    if ties:
        sentence += "其中，" + "；".join(f"{names}并列第{rank}名" for rank, names in ties) + "。"
    return sentence


def _in_english(first: int, last: int, listed: Sequence[str], ties: Sequence[tuple[int, str]]) -> str:
    label = f"Top {last}" if first == 1 else f"Ranks {first}–{last}"
    sentence = f"{label}: {', '.join(listed)}."
    if ties:
        sentence += " " + "; ".join(f"{names} tie for {_ordinal(rank)} place" for rank, names in ties) + "."
    return sentence


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
