"""What was refused is shown again once, bounded, and only to the form that it came from."""

from __future__ import annotations

from django.test import RequestFactory

from hsoc.portal.members.kept import MOST_FIELDS, MOST_LETTERS, again, keep, kept


def posted(**fields):
    request = RequestFactory().post("/", fields)
    request.session = {}
    return request


def test_it_is_kept_once():
    request = posted(reason="because", pick=["1", "2"], csrfmiddlewaretoken="t")
    assert kept(request) == {}
    keep(request, "bulk")
    assert kept(request) == {"reason": "because", "act": "bulk", "pick": ["1", "2"]}
    assert kept(request) == {}


def test_it_belongs_to_its_form():
    request = posted(network="198.18.7.0/24", reason="x")
    keep(request, "spare")
    unsaved = kept(request)
    assert again(unsaved, "add") is None
    assert again({}, "spare") is None
    assert again(unsaved, "spare").dict() == {"network": "198.18.7.0/24", "reason": "x"}


def test_what_was_ticked_stays_ticked():
    request = posted(workdays=["1", "2", "5"], name="A")
    keep(request, "contact")
    data = again(kept(request), "contact")
    assert data.getlist("workdays") == ["1", "2", "5"]
    assert data.getlist("name") == ["A"]


def test_a_session_cannot_be_filled():
    request = posted(**{f"f{place}": "x" * 5000 for place in range(90)})
    keep(request, "add")
    fields = kept(request)
    assert len(fields) == MOST_FIELDS + 2
    assert len(fields["f0"]) == MOST_LETTERS
