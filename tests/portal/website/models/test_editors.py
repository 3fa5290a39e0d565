from __future__ import annotations

from hsoc.portal.website.models import ByCoordinator, Editor


def test_an_editor_is_what_the_table_says_and_no_more():
    nobody, writer, publisher = Editor(), Editor(), Editor()
    writer.may_write, publisher.may_write, publisher.may_publish = True, True, True
    asked = ["wagtailadmin.access_admin", "wagtailcore.publish_page"]
    assert [[who.has_perm(one) for one in asked] for who in (nobody, writer, publisher)] == [[False, False], [True, False], [True, True]]
    assert [who.has_perms(asked) for who in (nobody, writer, publisher)] == [False, False, True]
    assert [who.has_module_perms("website") for who in (nobody, writer, publisher)] == [False, True, True]


def test_only_a_publisher_answers_what_waits():
    writer, publisher = Editor(), Editor()
    writer.may_write, publisher.may_publish = True, True
    step = ByCoordinator(name="x", content_type_id=1)
    assert [name for name, _words, _comment in step.get_actions(None, publisher)] == ["reject", "approve"]
    assert step.get_actions(None, writer) == []
    assert [(step.user_can_access_editor(None, who), step.locked_for_user(None, who)) for who in (writer, publisher)] == [
        (False, True),
        (True, False),
    ]
