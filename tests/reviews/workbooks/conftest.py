"""A campaign with an open sheet of Ann's for each test of workbooks."""

from __future__ import annotations

import pytest

from tests.reviews.world import World, make_world


@pytest.fixture
def world() -> World:
    return make_world()
