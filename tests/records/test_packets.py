"""Datagrams: one buffer, packets found by offset."""

from hsoc.records.packets import Exporter, datagrams, merged


def test_datagrams_keep_every_payload() -> None:
    batch = datagrams([b"ab", b"", b"cde"], exporter=Exporter("192.0.2.1", 4739), received=7)
    payloads = [batch.buffer[o : o + n].tobytes() for o, n in zip(batch.offsets, batch.lengths, strict=True)]
    assert (payloads, len(batch), batch.received.tolist()) == ([b"ab", b"", b"cde"], 3, [7, 7, 7])


def test_exporter_says_where_it_came_in() -> None:
    assert (str(Exporter("192.0.2.1", 4739)), str(Exporter("192.0.2.1"))) == ("192.0.2.1 on port 4739", "192.0.2.1")


def test_merged_keeps_order_and_senders() -> None:
    one = datagrams([b"ab", b"c"], exporter=Exporter("192.0.2.1"), received=1)
    two = datagrams([b"def"], exporter=Exporter("192.0.2.2"), received=2)
    both = merged([one, two, one])
    payloads = [both.buffer[o : o + n].tobytes() for o, n in zip(both.offsets, both.lengths, strict=True)]
    senders = [both.exporters[i].address for i in both.exporter]
    assert payloads == [b"ab", b"c", b"def", b"ab", b"c"]
    assert senders == ["192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.1"]
