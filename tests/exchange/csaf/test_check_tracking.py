import pytest

from hsoc.exchange.csaf.check_tracking import order, tracking_faults


def found(numbers, version, status="final", dates=None):
    dates = dates or [f"2026-05-{day + 1:02d}T10:00:00Z" for day in range(len(numbers))]
    history = [{"date": date, "number": number} for date, number in zip(dates, numbers, strict=True)]
    return {test for test, _, _ in tracking_faults({"revision_history": history, "version": version, "status": status})}


@pytest.mark.parametrize(
    ("numbers", "version", "status"),
    [
        (["1"], "1", "final"),
        (["1", "2", "3"], "3", "interim"),
        (["0"], "0", "draft"),
        (["1.0.0", "1.1.0", "2.0.0"], "2.0.0", "final"),
        (["1.0.0", "1.1.0+build5"], "1.1.0", "final"),
        (["0.9.0"], "0.9.0-beta", "draft"),
    ],
)
def test_good_histories(numbers, version, status):
    assert found(numbers, version, status) == set()


@pytest.mark.parametrize(
    ("numbers", "version", "status", "test"),
    [
        (["one"], "1", "final", "schema"),
        (["01"], "1", "final", "schema"),
        (["2", "1"], "1", "final", "6.1.14"),
        (["1", "2"], "1", "final", "6.1.16"),
        (["0"], "0", "final", "6.1.17"),
        (["0.1.0", "1.0.0"], "1.0.0", "final", "6.1.18"),
        (["1.0.0-rc", "1.0.0"], "1.0.0", "final", "6.1.19"),
        (["1.0.0-rc"], "1.0.0-rc", "final", "6.1.20"),
        (["1", "3"], "3", "final", "6.1.21"),
        (["2", "3"], "3", "final", "6.1.21"),
        (["1", "1"], "1", "final", "6.1.22"),
        (["1", "2.0.0"], "2.0.0", "final", "6.1.30"),
    ],
)
def test_planted_faults(numbers, version, status, test):
    assert test in found(numbers, version, status)


def test_versions_sort_as_semver_says():
    names = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "2"]
    assert sorted({*names}, key=order) == names
    assert order("1.0") is None
