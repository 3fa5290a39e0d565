"""What becomes of a sending: claimed, gone, tried again, given up. Belongs here: the state of posts. Never: the wire.

A sending is claimed and committed before the wire is touched, and its claim is the Message-ID: a process that dies between the relay's
word and ours sends the same mail again under the same identity, which mail servers recognise, rather than losing it.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from hsoc.portal.audit.actions import record
from hsoc.portal.members.rules import SYSTEM
from hsoc.portal.notices import queries
from hsoc.portal.notices.models import Post
from hsoc.portal.notices.rules.timing import LEASE, again

MOST_TOGETHER: Final = 200  # notices of one mail; the rest goes in the next


@transaction.atomic
def claim(*, post: Post, now: datetime) -> list[Post]:
    """Take a sending: the posts that leave together, under one identity; [] where another process was faster."""
    if post.state == Post.State.GOING:  # its process died: the same posts, the same identity
        taken = Post.objects.filter(claim=post.claim, state=Post.State.GOING, due=post.due).update(due=now + LEASE)
        return queries.in_claim(post.claim) if taken else []
    name = post.claim or secrets.token_hex(16)
    wanted = [] if post.claim else queries.together(post, now, MOST_TOGETHER)
    mine = Post.objects.filter(claim=name, state=Post.State.WAITING) if post.claim else Post.objects.filter(pk__in=wanted, claim="")
    taken = mine.filter(state=Post.State.WAITING).update(state=Post.State.GOING, claim=name, due=now + LEASE)
    return queries.in_claim(name) if taken else []


def mark_gone(*, claim: str, now: datetime) -> None:
    """It left the house."""
    Post.objects.filter(claim=claim).update(state=Post.State.GONE, gone=now, trouble="")


@transaction.atomic
def mark_failed(*, claim: str, trouble: str, final: bool, now: datetime) -> bool:
    """It did not leave: tried again later, or given up where `final` or too often, which the audit log tells; True where given up."""
    posts = queries.in_claim(claim)
    if not posts:
        return False
    failures = posts[0].failures + 1
    next_try = None if final else again(now, failures)
    state = Post.State.FAILED if next_try is None else Post.State.WAITING
    Post.objects.filter(claim=claim).update(state=state, failures=F("failures") + 1, due=next_try or now, trouble=trouble[:200])
    if next_try is None:
        one = posts[0]
        details = {"way": one.way, "kind": one.notice.kind, "notices": len(posts), "failures": failures, "trouble": trouble[:200]}
        record(actor=SYSTEM, action="notices.undeliverable", object=f"person:{one.user_id}", details=details, now=now)
    return next_try is None
