"""Registration of the app `website` with Django, and of the parts of Wagtail that it uses."""

from __future__ import annotations

import sys

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Wagtail's pages for users and groups are no part of this house: people and their rights are kept by `members`, and our people have no
# column `groups`, which those pages cannot do without. Python's own word for "there is no such module" leaves them out.
sys.modules["wagtail.users.wagtail_hooks"] = None  # type: ignore[assignment]


class WebsiteConfig(AppConfig):
    """The public web."""

    default = True  # of the two in this file
    name = "hsoc.portal.website"
    verbose_name = _("public web")

    def ready(self) -> None:
        """Wagtail's editor asks our table of rights."""
        from hsoc.portal.website.web.editor import loaded  # noqa: PLC0415 - models first

        loaded()


class Redirects(AppConfig):
    """Wagtail's redirects without its third REST, which would add a second to the start of every process."""

    name = "wagtail.contrib.redirects"
    label = "wagtailredirects"
    verbose_name = _("redirects")
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        """An address that is changed goes on leading to its page."""
        from wagtail.contrib.redirects import signal_handlers  # noqa: PLC0415 - models first
        from wagtail.contrib.redirects.models import Redirect  # noqa: PLC0415
        from wagtail.permissions import register_permission_policy  # noqa: PLC0415
        from wagtail.signals import page_slug_changed, post_page_move  # noqa: PLC0415

        register_permission_policy(Redirect)
        post_page_move.connect(signal_handlers.autocreate_redirects_on_page_move)
        page_slug_changed.connect(signal_handlers.autocreate_redirects_on_slug_change)
