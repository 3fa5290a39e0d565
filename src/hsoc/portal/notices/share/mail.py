"""Notices as a mail: plain text, headers by which machines know it. Never: sending, whom to write to.

RFC 2919 (List-Id), RFC 2369 (List-Unsubscribe, List-Help, List-Archive), RFC 8058 (one click: a person silences one kind for himself),
RFC 3834 (Auto-Submitted). The Message-ID is that of the sending, so that a mail sent again is known as the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext

from hsoc.portal.notices.models import Post
from hsoc.portal.notices.rules.kinds import KINDS, Way
from hsoc.portal.notices.share.words import kind_name, words

SALT = "hsoc.notices.off"


def off_token(user: int, kind: str) -> str:
    """What the address of one click carries. It does not run out: a mail is as old as it is."""
    return signing.dumps({"u": user, "k": kind}, salt=SALT)


def read_token(token: str) -> tuple[int, str] | None:
    """(person, kind) of a token; None where it is not ours."""
    try:
        told = signing.loads(token[:400], salt=SALT)
        return int(told["u"]), str(told["k"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def message(posts: Sequence[Post]) -> EmailMessage:
    """The mail of one sending, in the language of the person."""
    first = posts[0]
    kind = KINDS.get(first.notice.kind)
    with translation.override(first.user.language or "cs"):
        told = [_told(one) for one in posts]
        single = len(told) == 1
        if first.way == Way.DIGEST:
            subject = ngettext("%(n)d notice from hSOC", "%(n)d notices from hSOC", len(told)) % {"n": len(told)}
        else:
            subject = told[0]["title"] if single else gettext("%(title)s (%(n)d×)") % {"title": told[0]["title"], "n": len(told)}
        choices, archive = (f"{settings.URL}{reverse(name)}" for name in ("notices_choices", "notices"))
        may_stop = kind is not None and not kind.firm and first.way == Way.MAIL
        off = f"{settings.URL}{reverse('notices_off', args=[off_token(first.user_id, first.notice.kind)])}" if may_stop else ""
        given = {
            "told": _gathered(told), "choices": choices, "archive": archive, "off": off, "contact": settings.SECURITY_MAIL,
            "kind": kind_name(kind) if kind else "", "digest": first.way == Way.DIGEST,
        }  # fmt: skip
        body = render_to_string("notices/mail/notices.txt", given)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {
        "Message-ID": f"<{first.claim}@{domain}>",
        "List-Id": f"hSOC notices <notices.{domain}>",
        "List-Archive": f"<{archive}>",
        "List-Help": f"<mailto:{settings.SECURITY_MAIL}>",
        "List-Unsubscribe": f"<{off or choices}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Reply-To": settings.SECURITY_MAIL,
    }
    if off:
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if first.notice.urgent:
        headers |= {"Importance": "high", "X-Priority": "1"}
    return EmailMessage(subject=subject, body=body, from_email=settings.DEFAULT_FROM_EMAIL, to=[first.user.email], headers=headers)


def _gathered(told: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The same said several times is read once, with how many times it was."""
    times = Counter(tuple(one.items()) for one in told)
    return [dict(one) | ({"title": gettext("%(title)s (%(n)d×)") % {"title": dict(one)["title"], "n": n}} if n > 1 else {})
            for one, n in times.items()]  # fmt: skip


def _told(one: Post) -> dict[str, str]:
    title, text = words(one.notice)
    return {"title": title, "text": text, "href": f"{settings.URL}{one.notice.path}"}
