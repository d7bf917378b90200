"""The demo's names are invented, its keys are their pinyin, its addresses lead nowhere."""

from __future__ import annotations

import re

from pypinyin import lazy_pinyin

from assessment.demo import names
from assessment.demo.bundle import LIBRARY
from indicators.documents.yaml import read_yaml
from tests.demo.scored import SCRIPTS, scored

PLACES = (*names.PROVINCES, *names.CITIES, *names.COUNTIES, *names.FAR_CITIES, *names.FAR_COUNTIES)


def test_there_are_ten_cities_thirty_counties_and_twenty_departments() -> None:
    assert [len(group) for group in (names.CITIES, names.COUNTIES, names.DEPARTMENTS)] == [10, 30, 20]


def test_every_name_and_key_stands_for_one_place() -> None:
    everything = (*PLACES, *names.DEPARTMENTS)
    assert len({place.name for place in everything}) == len(everything)
    assert len({place.key for place in PLACES}) == len(PLACES)
    assert len({place.key for place in names.DEPARTMENTS}) == len(names.DEPARTMENTS)


def test_keys_are_the_pinyin_of_the_short_names() -> None:
    assert {place.key: "".join(lazy_pinyin(place.short)) for place in PLACES} == {p.key: p.key for p in PLACES}


def test_departments_are_keyed_by_a_word_of_their_names() -> None:
    pinyin = {place.key: "".join(lazy_pinyin(place.short)) for place in names.DEPARTMENTS}
    assert [key for key, text in pinyin.items() if key not in text] == []


def test_no_place_of_the_demo_is_named_in_a_shipped_system() -> None:
    library = "".join(path.read_text(encoding="utf-8") for path in sorted(LIBRARY.glob("*.yaml")))
    assert [place.name for place in PLACES if place.short in library] == []


def test_the_provinces_of_the_shipped_systems_are_not_in_the_demo() -> None:
    titles = [read_yaml(path.read_bytes(), file=path.name)["name"]["zh"] for path in sorted(LIBRARY.glob("*.yaml"))]
    provinces = {found[1] for title in titles if (found := re.match("(..)省", title))}
    texts = {
        key: b"".join(data for name, data in scored(key).files.items() if "systems/" not in name) for key in SCRIPTS
    }
    assert len(provinces) == 1
    assert [(key, word) for key, text in texts.items() for word in provinces if word.encode() in text] == []


def test_every_address_is_below_a_domain_that_nobody_gets() -> None:
    hosts = {row["address"].split("/")[2] for key in SCRIPTS for row in scored(key).rows("channels.csv")}
    assert [host for host in sorted(hosts) if not host.endswith(".example")] == []
