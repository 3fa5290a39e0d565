"""Posts as mails to members: From that survives DMARC, the headers of a list, the footer with the label. Never: sending, whom to.

RFC 2919 (List-Id), RFC 2369 (List-*), RFC 8058 (one click), RFC 5064 (Archived-At). From is the list's own address under the author's
name, so that no member's domain is claimed; nothing of the mail that came in is passed on but its words. Files stay in the portal.
"""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import formataddr

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hsoc.portal.lists import queries
from hsoc.portal.lists.models import MailingList, Post, Sending
from hsoc.portal.lists.rules.addresses import Sort
from hsoc.portal.lists.rules.posting import Form, Replies, form_of
from hsoc.records.tlp import TLP, narrowest

SALT = "hsoc.lists.off"


def off_token(user: int, mailing_list: int) -> str:
    """What the address of one click carries. It does not run out: a mail is as old as it is."""
    return signing.dumps({"u": user, "l": mailing_list}, salt=SALT)


def read_token(token: str) -> tuple[int, int] | None:
    """(person, list) of a token; None where it is not ours."""
    try:
        told = signing.loads(token[:400], salt=SALT)
        return int(told["u"]), int(told["l"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def message(sendings: Sequence[Sending]) -> EmailMessage:
    """The mail of one sending, or of all of a digest, in the language of the person."""
    first = sendings[0]
    with translation.override(first.user.language or "cs"):
        return _digest(sendings) if first.digest else _single(first)


def _single(sending: Sending) -> EmailMessage:
    post = sending.post
    one, label = post.mailing_list, TLP(post.tlp)
    whole = form_of(label) is Form.WHOLE
    if whole:
        subject = f"[{one.name}] {'Re: ' if post.answered_id else ''}{post.subject} [{label.value}]"
        text = f"{post.text}\n{_files(post)}"
    else:
        subject = _("[%(list)s] A new post [%(label)s]") % {"list": one.name, "label": label.value}
        text = _("A post under %(label)s is waiting for you. Its words stay in the portal:") % {"label": label.value}
        text += f"\n{_link(post)}\n"
    thread = post.thread
    back = queries.secret_address(one, Sort.THREAD, thread.pk, thread.turn) if thread else queries.address(one)
    if one.replies == Replies.AUTHOR and post.author is not None:
        back = post.author.email
    headers = {"Reply-To": back, "Message-ID": f"<{post.identity}>", "Archived-At": f"<{_link(post)}>"}
    if post.references:
        headers["References"] = " ".join(f"<{name}>" for name in post.references.split())
        headers["In-Reply-To"] = f"<{post.references.split()[-1]}>"
    name = _author(post) if whole else one.title
    return _mail(sending, name, subject, f"{text}{_footer(sending, label)}", headers)


def _digest(sendings: Sequence[Sending]) -> EmailMessage:
    first = sendings[0]
    one = first.post.mailing_list
    label = narrowest(*(TLP(row.post.tlp) for row in sendings))
    count = ngettext("%(n)d post", "%(n)d posts", len(sendings)) % {"n": len(sendings)}
    parts = []
    for row in sendings:
        post = row.post
        if form_of(TLP(post.tlp)) is Form.WHOLE:
            parts.append(f"== {post.subject} [{post.tlp}]\n{_author(post)}\n{_link(post)}\n\n{post.text}\n{_files(post)}")
        else:
            parts.append(f"== {_('A post whose words stay in the portal')} [{post.tlp}]\n{_link(post)}\n")
    subject = f"[{one.name}] {count} [{label.value}]"
    headers = {"Reply-To": queries.address(one), "Message-ID": f"<digest-{first.parcel or first.pk}@{settings.LISTS_DOMAIN}>"}
    return _mail(first, one.title, subject, "\n".join(parts) + _footer(first, label), headers)


def _mail(sending: Sending, name: str, subject: str, text: str, headers: dict[str, str]) -> EmailMessage:
    one = sending.post.mailing_list
    own = queries.address(one)
    page = settings.URL + reverse("list", args=[one.name])
    off = settings.URL + reverse("list_off", args=[off_token(sending.user_id, one.pk)])
    headers |= {
        "From": formataddr((name, own)),
        "To": own,
        "List-Id": f"{_plain(one)} <{one.name}.{settings.LISTS_DOMAIN}>",
        "List-Post": f"<mailto:{own}>",
        "List-Help": f"<{settings.URL}{reverse('lists')}>",
        "List-Archive": f"<{page}>",
        "List-Owner": f"<{page}>",
        "List-Unsubscribe": f"<{off}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "list",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    envelope = queries.secret_address(one, Sort.BOUNCE, sending.pk)  # VERP: what comes back says itself whom it was for
    return EmailMessage(" ".join(subject.split()), text, from_email=envelope, to=[sending.user.email], headers=headers)


def _author(post: Post) -> str:
    name = str(post.author) if post.author else _("Unproven sender")
    return _("%(who)s via %(list)s") % {"who": " ".join(name.split()), "list": post.mailing_list.title}


def _plain(one: MailingList) -> str:
    """The list's title as a quoted phrase of plain letters; List-Id takes no others."""
    bare = "".join(c for c in one.title if c.isascii() and c.isprintable() and c not in {chr(34), chr(92)})
    return f"{chr(34)}{bare.strip() or one.name}{chr(34)}"


def _link(post: Post) -> str:
    return settings.URL + reverse("list_thread", args=[post.mailing_list.name, post.thread_id]) + f"#p{post.pk}"


def _files(post: Post) -> str:
    count = post.attachments.count()
    if not count:
        return ""
    said = ngettext("%(n)d file is in the portal:", "%(n)d files are in the portal:", count) % {"n": count}
    return f"\n{said} {_link(post)}\n"


def _footer(sending: Sending, label: TLP) -> str:
    one = sending.post.mailing_list
    page = settings.URL + reverse("list", args=[one.name])
    return f"\n-- \n{label.value} · {one.title} · {page}\n"
