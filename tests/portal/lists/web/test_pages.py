"""A story by browser: write, read, answer with a file, choose, a secret address, settings; and what others do not see."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.members import NOW

from hsoc.portal.lists.actions.posts import write
from hsoc.portal.lists.models import Attachment, MailingList, Post, Thread

pytestmark = pytest.mark.django_db


def test_a_thread_from_its_beginning(mailing_list, visit):
    assert visit("member", "of/hsoc-tech/write/", {"subject": "Backups", "text": "How do you?", "tlp": ""}).status_code == 302
    thread = Thread.objects.get()
    at = f"of/hsoc-tech/{thread.pk}/"
    file = SimpleUploadedFile("plan.txt", b"three copies")
    assert visit("second", at, {"text": "<b>Daily</b>", "tlp": "", "file": file}).status_code == 302
    page = visit("leader", at).content.decode()
    assert "&lt;b&gt;Daily" in page
    assert "plan.txt" in page
    got = visit("leader", f"files/{Attachment.objects.get().pk}/")
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert "TLP-GREEN plan.txt" in got.headers["Content-Disposition"]
    assert b"".join(got.streaming_content) == b"three copies"
    got.close()
    assert b"Backups" in visit("leader", "of/hsoc-tech/?text=backups").content
    assert b"Backups" in visit("leader", "?text=daily").content
    bad = visit("second", at, {"text": "x", "tlp": "", "file": SimpleUploadedFile("x.exe", b"MZ")})
    assert b"x.exe" in bad.content
    assert Post.objects.count() == 2
    for path in ("of/hsoc-tech/", at, "of/hsoc-tech/write/", "of/hsoc-tech/settings/"):
        assert visit("other", path).status_code == 404
    assert visit("other", f"files/{Attachment.objects.get().pk}/").status_code == 404
    assert visit("leader", f"{at}renew/", {}).status_code == 302
    assert visit("member", f"{at}renew/", {}).status_code == 403


def test_choices_and_the_secret_address(mailing_list, visit):
    assert visit("member", "of/hsoc-tech/choose/", {"delivery": "digest", "back": "1"}).status_code == 302
    assert visit("member", "of/hsoc-tech/choose/", {"delivery": "x"}).status_code == 404
    assert b"+m-" not in visit("member", "of/hsoc-tech/").content
    visit("member", "of/hsoc-tech/secret/", {})
    assert b"hsoc-tech+m-" in visit("member", "of/hsoc-tech/").content
    assert visit("stranger").status_code == 302


def test_leaders_set_and_make_lists(mailing_list, visit):
    assert visit("member", "of/hsoc-tech/settings/").status_code == 404
    assert visit("leader", "of/hsoc-tech/settings/").status_code == 200
    given = {"title": "Tech", "about": "", "replies": "author", "writers": "leaders"}
    assert visit("leader", "of/hsoc-tech/settings/", given).status_code == 302
    assert MailingList.objects.get().title == "Tech"
    assert visit("member", "new/").status_code == 404
    made = {"group": mailing_list.group.code, "name": "tech-net", "title": "Net"}
    assert visit("leader", "new/", made).status_code == 302
    assert visit("leader", "new/", made).status_code == 200  # the name is taken, and the page says so


def test_pages_ask_few_questions(mailing_list, people, visit, django_assert_max_num_queries):
    for number in range(12):
        first = write(actor=people["member"], mailing_list=mailing_list, subject=f"s{number}", text="words", now=NOW)
        for _ in range(4):
            write(actor=people["leader"], mailing_list=mailing_list, subject="", text="words", thread=first.thread, now=NOW)
    for path in ("", "?text=words", "of/hsoc-tech/", "of/hsoc-tech/?text=words", f"of/hsoc-tech/{first.thread_id}/"):
        with django_assert_max_num_queries(30):
            assert visit("leader", path).status_code == 200
