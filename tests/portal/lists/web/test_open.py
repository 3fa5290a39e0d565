import pytest
from django.test import Client

from hsoc.portal.lists.models import Subscription
from hsoc.portal.lists.share.writing import off_token


@pytest.mark.django_db
def test_looking_changes_nothing_and_one_click_ends_it(mailing_list, people):
    path = f"/portal/mail/off/{off_token(people['member'].user, mailing_list.pk)}/"
    browser = Client(enforce_csrf_checks=True)
    assert browser.get(path).status_code == 200
    assert not Subscription.objects.exists()
    assert browser.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Subscription.objects.get().delivery == "none"
    assert browser.get("/portal/mail/off/rubbish/").status_code == 404
