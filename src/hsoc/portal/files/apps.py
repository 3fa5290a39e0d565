"""Registration of the app `files` with Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Files that people upload."""

    name = "hsoc.portal.files"
    verbose_name = _("files")
