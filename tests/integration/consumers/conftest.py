"""Systems whose AWS can be made to refuse."""

from collections.abc import Iterator

import pytest

from tests.integration.conftest import started
from tests.integration.faults import Faults, injected
from tests.integration.world import World


@pytest.fixture(scope="module")
def _faulty() -> Iterator[tuple[World, Faults]]:
    with injected() as faults, started() as world:
        yield world, faults


@pytest.fixture
def system(_faulty: tuple[World, Faults]) -> World:
    """One system for the module: every test has cases of its own and looks at no others."""
    return _faulty[0]


@pytest.fixture
def faults(_faulty: tuple[World, Faults]) -> Iterator[Faults]:
    """What AWS refuses; nothing any more when the test is over."""
    yield _faulty[1]
    _faulty[1].heal()
