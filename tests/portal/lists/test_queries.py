import pytest
from tests.factories.members import NOW

from hsoc.portal.lists import queries
from hsoc.portal.lists.actions.posts import write

pytestmark = pytest.mark.django_db


def test_the_archive_is_found_without_diacritics_by_members_only(mailing_list, people):
    post = write(actor=people["member"], mailing_list=mailing_list, subject="Zálohování", text="Příliš žluťoučký kůň", now=NOW)
    for word in ("zalohovani kun", "ŽLUŤOUČKÝ"):
        assert [one.pk for one in queries.found(people["second"], word)] == [post.pk]
        assert not queries.found(people["other"], word)
        assert not queries.found(people["coordinator"], word)
        assert list(queries.threads(people["second"], mailing_list, text=word))
    assert not queries.found(people["second"], "zalohovani nothing")
    assert queries.list_called(people["other"], "hsoc-tech") is None
    assert queries.thread(people["other"], post.thread_id) is None
