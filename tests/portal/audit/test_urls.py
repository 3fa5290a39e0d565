from __future__ import annotations

from django.urls import reverse


def test_the_chain_stands_in_the_portal() -> None:
    assert [reverse(name) for name in ("audit", "audit_verify", "audit_export")] == [
        "/portal/audit/",
        "/portal/audit/verify/",
        "/portal/audit/export/",
    ]
