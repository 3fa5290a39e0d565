"""Who edits the public web, as Wagtail wants to see a person, and its step of approval. Never: a right (members/rules)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import PagePermissionTester, Task, TaskState

from hsoc.portal.members.models import User


class PageRights(PagePermissionTester):
    """What an editor may do with a page, as Wagtail says it, but sooner."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:  # noqa: FBT001, FBT002 - Wagtail's signature
        """Who may not publish deletes nothing that is published: of a page that is, nobody needs to ask what lies below it."""
        if self.page.live and not self.user.is_superuser:
            return False
        return bool(super().can_delete(ignore_bulk))


class Editor(User):
    """A person as Wagtail wants to see one: the same row, with answers to its questions that come from our table of rights.

    may_write, may_publish are set by `queries.editor`, which is the only maker. "Superuser" is Wagtail's word for who may do everything
    with pages; outside the editor nobody is one.
    """

    may_write = False
    may_publish = False

    class Meta:
        proxy = True

    @property
    def is_superuser(self) -> bool:
        """Whether the person may publish."""
        return self.may_publish

    def has_perm(self, perm: str, obj: object = None) -> bool:  # noqa: ARG002 - Django's signature
        """Who may publish may everything of the editor; who may write may enter it."""
        return self.may_publish or (self.may_write and perm == "wagtailadmin.access_admin")

    def has_perms(self, perm_list: list[str], obj: object = None) -> bool:
        """All of them."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002 - Django's signature
        """Whether any right is held."""
        return self.may_write or self.may_publish


class ByCoordinator(Task):
    """The step of approval: whoever may publish looks at a draft and lets it out, or gives it back with a word."""

    def user_can_access_editor(self, obj: object, user: Editor) -> bool:  # noqa: ARG002 - Wagtail's signature
        """Whether the person may look at what waits."""
        return user.is_superuser

    def locked_for_user(self, obj: object, user: Editor) -> bool:  # noqa: ARG002 - Wagtail's signature
        """What waits is not changed by its author meanwhile."""
        return not user.is_superuser

    def get_actions(self, obj: object, user: Editor) -> list[tuple[str, Any, bool]]:  # noqa: ARG002 - Wagtail's signature
        """What the person may answer: (name, words, whether a comment is asked for)."""
        if not user.is_superuser:
            return []
        return [("reject", _("Give back with a comment"), True), ("approve", _("Approve and publish"), False)]

    def get_task_states_user_can_moderate(self, user: Editor, **given: Any) -> Any:  # noqa: ARG002 - Wagtail's signature
        """What waits for the person."""
        return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS if user.is_superuser else "nobody's")

    @classmethod
    def get_description(cls) -> Any:
        """What the step is."""
        return _("Whoever may publish approves it")

    class Meta:
        verbose_name = _("approval by a coordinator")
        verbose_name_plural = _("approvals by a coordinator")
