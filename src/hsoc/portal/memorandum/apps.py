"""Registration of the app `memorandum` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MemorandumConfig(AppConfig):
    """The memorandum and its signatories."""

    name = "hsoc.portal.memorandum"
    verbose_name = _("memorandum")
