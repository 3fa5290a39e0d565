"""Addresses of this app: those under /portal/, and the doors that open by a signed link without a login. Never: a view."""

from __future__ import annotations

from django.urls import path

from hsoc.portal.members.web import acting, approvals, doors, member, tokens

urlpatterns = [
    path("members/", member.members, name="members"),
    path("members/<int:number>/", member.member, name="member"),
    path("members/<int:number>/profile/", member.member_profile, name="member_profile"),
    path("members/<int:number>/prefixes/<slug:code>/", member.prefix_ask, name="prefix_ask"),
    path("members/<int:number>/people/", member.person_add, name="person_add"),
    path("members/<int:number>/seats/", member.seat_give, name="seat_give"),
    path("members/<int:number>/seats/<int:seat>/take/", member.seat_take, name="seat_take"),
    path("tokens/", tokens.own_tokens, name="tokens"),
    path("tokens/<int:token>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<int:approval>/", approvals.approval_decide, name="approval_decide"),
    path("acting/", acting.act_for, name="act_for"),
]

DOORS = [
    path("door/invitation/<str:token>/", doors.invitation, name="invitation"),
    path("door/duty/<str:token>/", doors.duty_link, name="duty_link"),
    path("door/address/<str:token>/", doors.mail_link, name="mail_link"),
]
