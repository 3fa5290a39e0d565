"""The app tells what happened and answers nothing itself."""

from hsoc.portal.indicators import signals


def test_nobody_of_the_app_listens() -> None:
    assert not [
        one for one in (signals.indicators_shared, signals.indicators_revoked) if any("indicators" in str(r) for r in one.receivers)
    ]
