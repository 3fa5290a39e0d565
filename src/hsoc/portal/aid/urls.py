"""Addresses of mutual help under /portal/aid/. Never: a view."""

from __future__ import annotations

from django.urls import path, re_path

from hsoc.portal.aid import web

urlpatterns = [
    path("", web.board, name="aid"),
    path("offers/", web.offer, name="aid_offer"),
    re_path(r"^offers/(?P<number>[0-9]{1,18})/(?P<code>renew|withdraw)/$", web.offer_step, name="aid_offer_step"),
    path("calls/new/", web.new_call, name="aid_call_new"),
    path("calls/<int:number>/", web.call, name="aid_call"),
    path("calls/<int:number>/close/", web.close, name="aid_close"),
    re_path(
        r"^calls/(?P<number>[0-9]{1,18})/answers/(?P<answer>[0-9]{1,18})/(?P<code>accept|decline|take-back)/$",
        web.answer_step,
        name="aid_answer_step",
    ),
]
