"""Addresses of lists under /portal/mail/. Never: a view."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from hsoc.portal.lists.web import held, open, pages  # noqa: A004

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.mine, name="lists"),
    path("new/", pages.new, name="list_new"),
    path("held/", held.held, name="list_held"),
    path("files/<int:number>/", pages.file, name="list_file"),
    path("off/<str:token>/", open.off, name="list_off"),
    path("of/<slug:name>/", pages.one, name="list"),
    path("of/<slug:name>/write/", pages.write, name="list_write"),
    path("of/<slug:name>/choose/", pages.choose, name="list_choose"),
    path("of/<slug:name>/secret/", pages.secret, name="list_secret"),
    path("of/<slug:name>/settings/", pages.settle, name="list_settings"),
    path("of/<slug:name>/<int:number>/", pages.thread, name="list_thread"),
    path("of/<slug:name>/<int:number>/renew/", pages.renew, name="list_thread_renew"),
]
