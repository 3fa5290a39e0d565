"""Addresses that the outside relies on."""

import pytest
from django.urls import NoReverseMatch, resolve, reverse

from hsoc.portal.reports.web import link, reports

LABEL = "hSOC-2026-11-27-M-0007"


def test_the_link_is_as_agreed():
    assert reverse("report_link", args=[LABEL]) == f"/reports/{LABEL}"
    assert resolve(f"/reports/{LABEL}").func is link.page
    assert resolve(f"/portal/reports/{LABEL}/").func is reports.one


def test_only_labels_are_taken():
    with pytest.raises(NoReverseMatch):
        reverse("report", args=["hSOC-2026-11-27-X-0007"])
