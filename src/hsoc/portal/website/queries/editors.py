"""Who edits the public web: our table of rights in Wagtail's words. Never: a right that the table does not give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import msgspec
from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from hsoc.portal.members.models import Membership
from hsoc.portal.members.rules import RIGHTS, Action, Actor, Object, Role, may
from hsoc.portal.website.models import Editor

WRITING = ("add", "change")  # what Wagtail calls it where somebody writes drafts and changes those of others


class _Codename(msgspec.Struct, frozen=True):
    codename: str


class _Permission(msgspec.Struct, frozen=True):
    """As Wagtail's GroupPagePermission, without a group: what may be done below a page."""

    page: Any
    permission: _Codename

    @property
    def page_id(self) -> int:
        return int(self.page.pk)


def editor(actor: Actor) -> Editor | None:
    """The person as an editor of pages; None where the table gives no right to pages."""
    if not actor.user or not may(actor, Action.VIEW, Object.PAGE):
        return None
    found = cast("Editor", Editor.objects.get(pk=actor.user))
    found.may_write = may(actor, Action.CREATE, Object.PAGE)
    found.may_publish = may(actor, Action.APPROVE, Object.PAGE)
    return found


def publishers() -> frozenset[int]:
    """Ids of the people who may publish."""
    return frozenset(_holders(Action.APPROVE).values_list("user_id", flat=True))


def _holders(action: Action) -> QuerySet[Membership]:
    roles = [role for role in Role if (role, action, Object.PAGE) in RIGHTS]
    return Membership.objects.filter(role__in=roles, user__is_active=True)


class PagesByRights(PagePermissionPolicy):
    """Wagtail's policy of pages, answered by our table: no groups, no rows of permissions."""

    def get_all_permissions_for_user(self, user: Any) -> Any:
        """What a writer may do, from the root down; who may publish is not asked."""
        if not isinstance(user, Editor) or not user.may_write:
            return []
        root = Page.get_first_root_node()
        return [_Permission(root, _Codename(f"{name}_page")) for name in WRITING]

    def users_with_any_permission(self, actions: Iterable[str], include_superusers: bool = True) -> Any:  # noqa: ARG002, FBT001, FBT002
        """The people who may publish, or who may write where that is enough."""
        action = Action.CREATE if set(actions) & set(WRITING) else Action.APPROVE
        return Editor.objects.filter(pk__in=_holders(action).values("user_id"))

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Page, include_superusers: bool = True) -> Any:  # noqa: ARG002, FBT001, FBT002
        """The same for every page."""
        return self.users_with_any_permission(actions)


class NoCollections(BasePermissionPolicy):
    """There are no files and pictures in this house, so there are no collections of them: nobody may do anything with one."""

    def user_has_any_permission(self, user: Editor, actions: Iterable[str]) -> bool:  # noqa: ARG002
        """Never."""
        return False

    user_has_permission = user_has_any_permission

    def users_with_any_permission(self, actions: Iterable[str]) -> Any:  # noqa: ARG002
        """Nobody."""
        return Editor.objects.none()
