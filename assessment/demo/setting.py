"""What the scripts have in common: which channels an entity runs, subjects of a group of places, twins made alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from assessment.demo.draws import Draws
from assessment.demo.names import Place
from assessment.demo.script import Subject

#: How often which media channels are open; what is not named in a row was never set up, ``-`` marks a closed account.
MEDIA_PATTERNS = (
    (9, "weixin weibo app"),
    (3, "weixin weibo -app"),
    (3, "weixin app"),
    (2, "weixin weibo"),
    (1, "weibo app -weixin"),
    (2, "weixin -weibo"),
    (1, "app"),
)
ALL_MEDIA = {"weixin": True, "weibo": True, "app": True}
NO_MEDIA = {"weixin": False, "weibo": False}


def media_channels(words: str) -> dict[str, bool]:
    """``weixin -weibo`` → the kinds that were ever set up, and whether each is open."""
    return {word.removeprefix("-"): not word.startswith("-") for word in words.split()}


def drawn_media(group: str, key: str) -> dict[str, bool]:
    """The media channels of an entity, drawn by the frequencies of MEDIA_PATTERNS."""
    deck = [words for count, words in MEDIA_PATTERNS for _ in range(count)]
    return media_channels(Draws("media", group, key).pick(deck))


def subjects_of(
    places: Iterable[Place],
    *,
    group: str,
    klass: str,
    leagues: Mapping[str, Iterable[str]],
    qualities: Mapping[str, float],
    media: Mapping[str, Mapping[str, bool]],
    attributes: Mapping[str, Mapping[str, str]] | None = None,
) -> tuple[Subject, ...]:
    """A subject per place: a website, and the media channels that ``media`` gives or that are drawn for ``group``.

    ``leagues`` maps a league to the keys of its places, in the order in which an entity's leagues are written.
    """
    return tuple(
        Subject(
            place=place,
            klass=klass,
            leagues=tuple(league for league, keys in leagues.items() if place.key in set(keys)),
            quality=qualities[place.key],
            channels={"website": True} | dict(media.get(place.key) or drawn_media(group, place.key)),
            attributes=(attributes or {}).get(place.key, {}),
        )
        for place in places
    )


def with_twins(subjects: tuple[Subject, ...], twins: Mapping[str, str]) -> tuple[Subject, ...]:
    """The subjects, each twin with the channels of the one it equals."""
    by_key = {subject.key: subject for subject in subjects}
    return tuple(
        replace(subject, channels=by_key[twins[subject.key]].channels) if subject.key in twins else subject
        for subject in subjects
    )
