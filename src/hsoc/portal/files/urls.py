"""The one address of files, /files/<token>/, answered on the second origin only. Never: a view."""

from __future__ import annotations

from django.urls import path

from hsoc.portal.files import web

urlpatterns = [path("<str:token>/", web.fetched, name="file")]
