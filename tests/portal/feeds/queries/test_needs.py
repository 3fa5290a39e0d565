from tests.factories.members import NOW, acting, organisation

from hsoc.portal.feeds.models import Pull
from hsoc.portal.feeds.queries.needs import TRIED, needs
from hsoc.portal.members.rules import Role


def test_a_source_that_failed_again_and_again_waits(db) -> None:
    home = organisation(1)
    for name, failures, enabled in (("silent", TRIED, True), ("hiccup", 1, True), ("off", 9, False)):
        Pull.objects.create(
            organisation=home, name=name, kind="plain", url="https://feed.example/", created=NOW, failures=failures, enabled=enabled
        )
    (one,) = needs(acting(Role.ANALYST, 1), NOW)
    assert (one.detail, one.href) == ("silent", "/portal/feeds/sources/")
    assert needs(acting(Role.ANALYST, 2), NOW) == ()
