"""Progress is told outside the transaction, and losing it loses nothing."""

import pytest

from supervision.roster.progress import Progress


def test_without_redis_nothing_is_told_and_nothing_breaks(settings):
    settings.REDIS_URL = ""
    progress = Progress(1)

    progress.tell("Sessions", 1, 2)
    assert progress.read() is None
    assert progress.ask_stop() is False
    assert progress.is_stop_asked() is False
    progress.clear()


def test_with_redis_out_of_reach_nothing_breaks_either(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    progress = Progress(1)

    progress.tell("Sessions", 1, 2)
    assert progress.read() is None
    assert Progress(1).ask_stop() is False


@pytest.fixture
def kept(monkeypatch):
    """Stand in for Redis with a dictionary that every Progress shares."""
    there: dict[str, bytes] = {}

    class Kept:
        def set(self, key, value, ex):
            there[key] = value.encode()
            return True

        def get(self, key):
            return there.get(key)

        def exists(self, key):
            return int(key in there)

        def delete(self, *keys):
            for key in keys:
                there.pop(key, None)

    def made(upload_id):
        progress = Progress(upload_id)
        progress.redis = Kept()
        return progress

    return made


def test_what_one_process_tells_another_reads(kept):
    kept(7).tell("Who supervises whom", 3, 10)

    assert kept(7).read() == ("Who supervises whom", 3, 10)
    assert kept(8).read() is None


def test_it_is_told_four_times_a_second_at_most_and_whenever_something_else_goes_on(kept):
    progress = kept(7)

    for done in range(5):
        progress.tell("Sessions", done, 10)
    assert kept(7).read() == ("Sessions", 0, 10)
    progress.tell("Clocks", 5, 10)
    assert kept(7).read() == ("Clocks", 5, 10)


def test_a_stop_asked_for_in_one_process_is_heard_in_another_until_it_is_cleared(kept):
    assert kept(7).ask_stop()
    assert kept(7).is_stop_asked() and not kept(8).is_stop_asked()

    kept(7).clear()
    assert not kept(7).is_stop_asked()
