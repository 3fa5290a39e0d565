"""Addresses of notices under /portal/notices/. Never: a view."""

from __future__ import annotations

from django.urls import path

from hsoc.portal.notices.web import centre, choices

urlpatterns = [
    path("", centre.listing, name="notices"),
    path("<int:number>/", centre.go, name="notices_go"),
    path("<int:number>/read/", centre.read, name="notices_read"),
    path("read/", centre.read_all, name="notices_read_all"),
    path("unread/", centre.undo, name="notices_undo"),
    path("choices/", choices.choices, name="notices_choices"),
    path("off/<str:token>/", choices.off, name="notices_off"),
]
