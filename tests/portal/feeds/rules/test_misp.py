import pytest

from hsoc.portal.feeds.rules.misp import Bad, asked, path, second

NOW = 1_790_000_000


@pytest.mark.parametrize(
    ("text", "controller", "action", "arguments", "named"),
    [
        ("events/restSearch/page:2/limit:50", "events", "restsearch", (), {"page": "2", "limit": "50"}),
        ("sharing_groups/index.json", "sharinggroups", "index", (), {}),
        ("organisations/view/A+hospital/", "organisations", "view", ("A hospital",), {}),
        ("events", "events", "", (), {}),
        ("", "", "", (), {}),
    ],
)
def test_paths(text, controller, action, arguments, named) -> None:
    found = path(text)
    assert (found.controller, found.action, found.arguments, found.named) == (controller, action, arguments, named)


def test_filters_in_all_their_dresses() -> None:
    found = asked({"value": "a||b", "tags": ["x", "!y"], "timestamp": ["2d", "1d"], "limit": "7", "page": 0, "to_ids": "0"}, now=NOW)
    assert (found.values, found.tags, found.not_tags, found.limit, found.page, found.to_ids) == (("a", "b"), ("x",), ("y",), 7, 1, False)
    assert (found.since, found.until) == (NOW - 172_800, NOW - 86_400)
    assert asked({"value": False, "tags": None, "enforceWarninglist": 0}, now=NOW) == asked({}, now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"returnFormat": "stix2"},
        {"value": {"AND": ["a"]}},
        {"tags": {"AND": ["a"]}},
        {"value": ["a"] * 201},
        {"timestamp": "soon"},
        {"from": "yesterday"},
        {"page": "-1"},
        {"limit": "²"},
    ],
)
def test_what_cannot_be_answered_is_said(wrong) -> None:
    with pytest.raises(Bad):
        asked(wrong, now=NOW)


def test_times_are_seconds_or_spans() -> None:
    assert [second(one, NOW) for one in (NOW, f"{NOW}.5", "1h")] == [NOW, NOW, NOW - 3600]
