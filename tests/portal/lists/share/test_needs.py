import pytest
from tests.factories.members import NOW

from hsoc.portal.lists.actions.lists import note_bounce
from hsoc.portal.lists.actions.posts import write
from hsoc.portal.lists.queries import person
from hsoc.portal.lists.rules.posting import Writers
from hsoc.portal.lists.share.needs import needs


@pytest.mark.django_db
def test_leaders_see_what_waits_and_people_that_mails_come_back(mailing_list, people):
    assert needs(people["leader"], NOW) == needs(people["member"], NOW) == ()
    mailing_list.writers = Writers.LEADERS
    mailing_list.save()
    write(actor=people["member"], mailing_list=mailing_list, subject="a", text="b", now=NOW)
    for _ in range(3):
        note_bounce(mailing_list=mailing_list, user=person(people["member"].user), hard=True, now=NOW)
    assert [one.href for one in needs(people["leader"], NOW)] == ["/portal/mail/held/"]
    assert [one.href for one in needs(people["member"], NOW)] == ["/portal/mail/of/hsoc-tech/"]
