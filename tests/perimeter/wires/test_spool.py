"""The spool: durable, ordered, bounded."""

import json

import pytest

from hsoc.journal.store import Busy
from hsoc.perimeter.wires.spool import Message, Spool, SpoolFull


def message(number, key=None):
    return Message(key=key or f"e{number}", body=b'{"ID":"%d"}' % number)


@pytest.fixture
def spool(tmp_path):
    made = Spool(tmp_path)
    yield made
    made.close()


def bodies(spool):
    return [one.body for name in spool.names() for one in spool.read(name)]


def test_batches_come_out_in_the_order_they_went_in(spool):
    for number in range(12):
        spool.put([message(number), message(100 + number)])
    assert bodies(spool) == [one.body for number in range(12) for one in (message(number), message(100 + number))]


def test_what_was_put_is_there_after_a_death(tmp_path):
    first = Spool(tmp_path)
    first.put([message(1)])
    (tmp_path / "0000000000000002.batch.part").write_bytes(b"half")
    first.close()  # the lock goes with the process
    second = Spool(tmp_path)
    assert bodies(second) == [message(1).body]
    assert second.put([message(2)]) == "0000000000000002.batch"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0000000000000001.batch", "0000000000000002.batch", "lock"]
    second.close()


def test_a_number_is_never_used_twice_while_it_waits(tmp_path, spool):
    name = spool.put([message(1)])
    spool.keep(name, [])
    assert spool.put([message(2)]) > name


def test_a_folder_has_one_user(tmp_path, spool):
    with pytest.raises(Busy, match="writes here already"):
        Spool(tmp_path)


def test_keep_leaves_the_rest_of_a_batch(spool):
    name = spool.put([message(1), message(2), message(3)])
    spool.keep(name, [message(2)])
    assert bodies(spool) == [message(2).body]
    spool.keep(name, [])
    assert (spool.names(), spool.size) == ((), 0)


def test_nothing_put_writes_nothing(spool):
    assert (spool.put([]), spool.names()) == ("", ())


def test_a_rejected_message_lies_aside_with_its_reason(tmp_path, spool):
    spool.reject(message(1), code=460, reason="Validation error")
    (path,) = (tmp_path / "rejected").glob("*.json")
    assert json.loads(path.read_text()) == {"code": 460, "reason": "Validation error", "body": '{"ID":"1"}'}
    assert spool.rejected == 1


def test_thin_leaves_out_what_a_later_telling_replaces(spool):
    spool.put([message(1, "a"), message(2, "b"), message(3, "a")])
    spool.put([message(4, "a"), message(5, "c")])
    assert spool.thin() == 2
    assert bodies(spool) == [message(2).body, message(4).body, message(5).body]


def test_the_ceiling_thins_first_and_then_refuses(tmp_path):
    one = len(b'{"ID":"1"}')
    small = Spool(tmp_path, most_bytes=20 * one)
    for number in range(20):
        small.put([message(number, "same")])
    assert bodies(small)[-1] == message(19).body
    with pytest.raises(SpoolFull, match="wait for the portal already"):
        small.put([message(number) for number in range(100)])
    assert 0 < small.size <= 20 * one
    small.close()


def test_a_batch_that_the_disk_spoilt_is_put_aside_and_counted(tmp_path, spool):
    name = spool.put([message(1)])
    spool.put([message(2)])
    (tmp_path / name).write_bytes(b"\xc1spoilt")
    assert bodies(spool) == [message(2).body]
    assert (spool.unreadable, len(spool.names())) == (1, 1)
    assert (tmp_path / name).with_suffix(".unreadable").exists()
