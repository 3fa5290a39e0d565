"""A report as a mail: plain text first, HTML beside it, headers by which machines know it. Never: sending, whom to write to.

RFC 2919 (List-Id), RFC 2369 (List-Unsubscribe, List-Help, List-Archive), RFC 3834 (Auto-Submitted). RFC 8058 is left out on purpose:
one click of a mail scanner must not silence a hospital's warnings.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from hsoc.portal.reports.models import Report
from hsoc.portal.reports.rules.content import open_copy, read
from hsoc.portal.reports.share.sheet import sheet


def link_of(label: str, secret: str) -> str:
    """The address that opens a report without a login."""
    return f"{settings.URL}{reverse('report_link', args=[label])}?k={secret}"


def message(report: Report, *, addresses: Sequence[str], secret: str) -> EmailMultiAlternatives:
    """The mail in the report's language. What only eyes behind the login may read is not in it."""
    with translation.override(report.language):
        told = sheet(report, open_copy(read(report.content)))
        settings_url = f"{settings.URL}{reverse('report_settings')}?member={report.organisation.number}"
        archive = f"{settings.URL}{reverse('reports')}"
        given = {"sheet": told, "link": link_of(report.label, secret), "settings_url": settings_url, "contact": settings.SECURITY_MAIL}
        text = render_to_string("reports/mail/report.txt", given)
        html = render_to_string("reports/mail/report.html", given)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    mail = EmailMultiAlternatives(
        subject=told.subject,
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=list(addresses),
        headers={
            "List-Id": f"hSOC reports <reports.{domain}>",
            "List-Unsubscribe": f"<{settings_url}>",
            "List-Archive": f"<{archive}>",
            "List-Help": f"<mailto:{settings.SECURITY_MAIL}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "OOF, AutoReply",
            "X-hSOC-Label": report.label,
            "Reply-To": settings.SECURITY_MAIL,
        },
    )
    mail.attach_alternative(html, "text/html")
    return mail
