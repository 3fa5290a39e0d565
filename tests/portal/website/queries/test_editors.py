from __future__ import annotations

import pytest
from tests.factories import members
from wagtail.models import Page, PagePermissionTester

from hsoc.portal.members.models import User
from hsoc.portal.members.rules import NOBODY, Role
from hsoc.portal.website.models import Article
from hsoc.portal.website.queries.editors import PagesByRights, editor, publishers

pytestmark = pytest.mark.django_db


def test_the_table_of_rights_decides_who_writes_and_who_publishes():
    coordinator, operator, analyst = (members.acting(role, members.HOUSE) for role in (Role.COORDINATOR, Role.OPERATOR, Role.ANALYST))
    found = [editor(actor) for actor in (coordinator, operator, analyst, NOBODY)]
    assert [(one.may_write, one.may_publish) if one else None for one in found] == [(True, True), (True, False), None, None]
    assert publishers() == {coordinator.user}


def test_a_writer_changes_pages_and_publishes_none():
    writer = editor(members.acting(Role.OPERATOR, members.HOUSE))
    policy, root = PagesByRights(Page), Page.get_first_root_node()
    allowed = [policy.user_has_permission_for_instance(writer, action, root) for action in ("add", "change", "publish", "bulk_delete")]
    assert allowed == [True, True, False, False]
    plain = User.objects.get(pk=writer.pk)
    assert policy.get_all_permissions_for_user(plain) == []
    assert [one.pk for one in policy.users_with_any_permission({"change"})] == [writer.pk]
    assert list(policy.users_with_any_permission_for_instance({"publish"}, root)) == []


def test_of_what_is_published_a_writer_deletes_nothing_and_nobody_is_asked(django_assert_num_queries):
    writer, publisher = (editor(members.acting(role, members.HOUSE)) for role in (Role.OPERATOR, Role.COORDINATOR))
    root = Page.get_first_root_node()
    shown, draft = (root.add_child(instance=Article(title=name, live=live)) for name, live in (("shown", True), ("draft", False)))
    asked = [one.permissions_for_user(writer) for one in (shown, draft)]
    with django_assert_num_queries(1):  # only whether anything below the draft is published
        assert [(one.can_delete(), one.can_move()) for one in asked[:1]] == [(False, False)]
        assert asked[1].can_delete()
    assert all(one.permissions_for_user(publisher).can_delete() for one in (shown, draft))
    assert PagePermissionTester(writer, shown).can_delete() is False  # as Wagtail says itself
