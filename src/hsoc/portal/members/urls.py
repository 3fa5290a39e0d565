"""Addresses of this app: those under /portal/, and the doors that open by a signed link without a login. Never: a view."""

from __future__ import annotations

from django.urls import path

from hsoc.portal.members.web import acting, approvals, doors, duty, history, listed, member, own, people, sheet, tokens

urlpatterns = [
    path("members/", listed.members, name="members"),
    path("members/export/<slug:format_>/", listed.export, name="members_export"),
    path("members/steps/", listed.bulk, name="members_bulk"),
    path("members/duty/", duty.listing, name="duty_contacts"),
    path("members/duty/export/<slug:format_>/", duty.export, name="duty_export"),
    path("members/duty/ask/", duty.ask, name="duty_ask"),
    path("members/sheet/", sheet.contact_sheet, name="sheet_all"),
    path("members/<int:number>/", member.member, name="member"),
    path("members/<int:number>/profile/", member.member_profile, name="member_profile"),
    path("members/<int:number>/prefixes/<slug:code>/", member.prefix_ask, name="prefix_ask"),
    path("members/<int:number>/people/", member.person_add, name="person_add"),
    path("members/<int:number>/seats/", member.seat_give, name="seat_give"),
    path("members/<int:number>/seats/<int:seat>/take/", member.seat_take, name="seat_take"),
    path("members/<int:number>/history/", history.history, name="member_history"),
    path("members/<int:number>/sheet/", sheet.contact_sheet, name="sheet"),
    path("members/<int:number>/functions/", people.function_give, name="function_give"),
    path("members/<int:number>/functions/<int:function>/<slug:code>/", people.function_step, name="function_step"),
    path("members/<int:number>/invitations/", people.invite, name="invite"),
    path("members/<int:number>/invitations/<int:invitation>/<slug:code>/", people.invitation_step, name="invitation_step"),
    path("members/<int:number>/names/", people.name_ask, name="name_ask"),
    path("members/<int:number>/names/<slug:kind>/<int:pk>/", people.name_give_up, name="name_give_up"),
    path("members/<int:number>/standing/", people.stand, name="stand"),
    path("members/<int:number>/overlaps/", people.overlap_ask, name="overlap_ask"),
    path("members/<int:number>/overlaps/<int:overlap>/", people.overlap_answer, name="overlap_answer"),
    path("members/<int:number>/leave/", own.leave, name="leave"),
    path("me/", own.me, name="me"),
    path("me/contact/", own.contact, name="me_contact"),
    path("me/proof/<slug:way>/", own.proof, name="me_proof"),
    path("me/away/", own.away, name="me_away"),
    path("me/away/<int:absence>/back/", own.back, name="me_back"),
    path("me/keys/", own.key_add, name="key_add"),
    path("me/keys/<int:pk>/remove/", own.key_remove, name="key_remove"),
    path("me/vouch/", own.vouch, name="me_vouch"),
    path("me/data/<slug:format_>/", own.my_data, name="my_data"),
    path("me/forget/", own.forget, name="forget"),
    path("people/<int:person>/called/", own.prove_call, name="prove_call"),
    path("tokens/", tokens.own_tokens, name="tokens"),
    path("tokens/<int:token>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<int:approval>/", approvals.approval_decide, name="approval_decide"),
    path("acting/", acting.act_for, name="act_for"),
]

DOORS = [
    path("door/invitation/<str:token>/", doors.invitation, name="invitation"),
    path("door/duty/<str:token>/", doors.duty_link, name="duty_link"),
    path("door/sheet/<str:token>/", sheet.sheet_check, name="sheet_check"),
    path("door/address/<str:token>/", doors.mail_link, name="mail_link"),
]
