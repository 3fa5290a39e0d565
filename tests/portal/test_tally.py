from tests.factories.members import organisation, person

from hsoc.portal.members.models import Membership, Organisation, User
from hsoc.portal.tally import many


def test_tables_are_counted_together(db, django_assert_num_queries) -> None:
    person(username="a")
    organisation(2)
    with django_assert_num_queries(1):
        assert many(User.objects.order_by("name"), Membership.objects.all(), Organisation.objects.filter(number=2)) == 3
    assert many(User.objects.all()) == 1
