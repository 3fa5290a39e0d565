"""What one says of oneself when asked to a meeting. Never: what is said of others (models.COMING_NAMES), a right."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from hsoc.portal.meetings.rules.coming import Coming

ANSWERS: Final = {Coming.YES.value: _("I am coming"), Coming.NO.value: _("I am not coming"), Coming.MAYBE.value: _("I may come")}
