import pytest

from tests.chaos.alone import Alone


@pytest.fixture
def studio(transactional_db):
    """At the end of each test, when the last sheets are written, the rules hold."""
    with Alone() as studio:
        yield studio
        studio.later(100, rounds=2)
        assert studio.broken() == {}
