from hsoc.portal.notices.models import Choice, Habit, Notice, Post


def test_rows_say_what_they_are() -> None:
    from tests.factories.members import NOW  # noqa: PLC0415

    told = [Notice(user_id=1, kind="k", made=NOW), Post(notice_id=2, way="mail")]
    told += [Choice(user_id=1, kind="k", ways=["sms"]), Habit(user_id=3)]
    assert [str(one) for one in told] == ["1 k 2026-10-05 08:00:00", "2 mail waiting", "1 k: sms", "3"]
