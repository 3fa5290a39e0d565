from __future__ import annotations

import pytest

from hsoc.portal.lists.share.bounces import failure


def report(action: str, status: str) -> bytes:
    return (
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n\r\nSorry.\r\n--b\r\n'
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        b"Final-Recipient: rfc822; x@hospital1.example\r\n" + f"Action: {action}\r\nStatus: {status}\r\n\r\n--b--\r\n".encode()
    )


@pytest.mark.parametrize(
    ("content", "how"),
    [
        (report("failed", "5.1.1"), "hard"), (report("failed", "4.4.7"), "soft"), (report("delayed", "4.2.2"), ""),
        (report("delivered", "2.0.0"), ""), (b"Subject: out of office\r\n\r\nback on Monday", ""), (b"", ""),
        (b"Content-Type: multipart/report\r\n\r\nno parts", ""),
    ],
)  # fmt: skip
def test_what_a_report_says(content, how):
    assert failure(content) == how
