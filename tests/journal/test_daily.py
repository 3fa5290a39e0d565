from hsoc.journal.daily import Drops


def test_share_is_of_all_threats_and_zero_on_a_day_without_any() -> None:
    assert Drops(threats=4, preventive=2, reactive=1, passed=1).share == 0.75
    assert Drops().share == 0.0
