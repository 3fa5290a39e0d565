"""Addresses of this app under /portal/. Never: a view."""

from __future__ import annotations

from django.urls import path

from hsoc.portal.members import web

urlpatterns = [
    path("members/", web.members, name="members"),
    path("members/<int:number>/", web.member, name="member"),
    path("members/<int:number>/profile/", web.member_profile, name="member_profile"),
    path("members/<int:number>/prefixes/<slug:code>/", web.prefix_ask, name="prefix_ask"),
    path("members/<int:number>/people/", web.person_add, name="person_add"),
    path("members/<int:number>/seats/", web.seat_give, name="seat_give"),
    path("members/<int:number>/seats/<int:seat>/take/", web.seat_take, name="seat_take"),
    path("tokens/", web.own_tokens, name="tokens"),
    path("tokens/<int:token>/revoke/", web.token_revoke, name="token_revoke"),
    path("approvals/", web.approvals, name="approvals"),
    path("approvals/<int:approval>/", web.approval_decide, name="approval_decide"),
    path("acting/", web.act_for, name="act_for"),
]
