import pytest
from tests.factories.exports import FLOW, NOW, ipfix, ipfix_template, pcap, pcapng, sflow, v5, v9, v9_template

from hsoc.perimeter.collect.sniff import Format, Unreadable, is_export, sniff

MRT = (1_700_000_000).to_bytes(4) + (16).to_bytes(2) + (4).to_bytes(2) + (40).to_bytes(4) + bytes(40)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (pcap([]), Format.PCAP),
        (pcap([], order=">", nano=True), Format.PCAP),
        (pcapng([]), Format.PCAPNG),
        (b"\x0c\xa5\x02\x00", Format.NFCAPD),
        (ipfix(ipfix_template(256, FLOW)), Format.PACKETS),
        (v9(v9_template(256, FLOW)), Format.PACKETS),
        (v5(1), Format.PACKETS),
        (sflow(bytes(60)), Format.PACKETS),
        (MRT, Format.MRT),
    ],
)
def test_format_is_found_from_the_content(head: bytes, kind: Format) -> None:
    assert sniff(head) is kind


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"", "offset 0: empty file"),
        (b"\x1f\x8b\x08\x00", "offset 0: this is gzip; unpack it first"),
        (b"hello world, this is text", "offset 0: unknown format (begins with 68 65 6c 6c)"),
    ],
)
def test_what_is_none_is_refused_in_one_line(head: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        sniff(head)
    assert str(caught.value) == reason


def test_payload_that_only_begins_like_an_export_is_none() -> None:
    assert [is_export(p) for p in (b"\0\x05\0\0" + bytes(100), b"\0\x0a\0\x01" + bytes(40), b"\0\x09", NOW.to_bytes(30))] == [False] * 4
