"""An event told in plain words: what happened, what was done about it, what to do. Belongs here: sentences. Never: HTML, queries.

Three answers, each of short sentences. Figures are formatted for the active language; what is unknown is said to be unknown.
"""

# ruff: noqa: E501  (a sentence for people stays on one line, as in the catalogue)
from __future__ import annotations

from typing import Final

import msgspec
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from hsoc.portal.charts import numbers
from hsoc.portal.events.web import evidence, words
from hsoc.records.decision import Action
from hsoc.records.event import Event, State
from hsoc.records.taxonomy import Basis, Disposition, Severity, Trust

# kind → what it means to a person who is no expert; the first word of the code serves for kinds without a sentence of their own
MEANINGS: Final[dict[str, str | Promise]] = {
    "Recon.Scanning": gettext_lazy("Somebody was trying which addresses and services answer. It is like walking round a house and trying the doors: not an attack yet, but often what comes before one."),
    "Attempt.Login": gettext_lazy("Somebody was guessing passwords. If a guess succeeded, they would be in under the name of one of your people."),
    "Attempt.Exploit": gettext_lazy("Somebody was trying a known weakness of software. It works only where the software has not been updated."),
    "Availability.DoS": gettext_lazy("Somebody was flooding the target so that it would stop answering. Nothing is stolen this way; the service becomes slow or unreachable."),
    "Availability.DDoS": gettext_lazy("Many foreign servers were abused to flood the target with their answers. The senders are victims too; whoever started it hides behind forged addresses."),
    "Anomaly.Traffic": gettext_lazy("Traffic arrived that cannot be honest, for example from addresses that nobody on the internet may use."),
    "Availability.Outage": gettext_lazy("A network can no longer be reached from parts of the internet, although it should be. Patients and partners there cannot get through."),
    "Anomaly.Protocol": gettext_lazy("A network passed on a route that it should have kept to itself. Traffic may take a detour over strangers."),
    "Fraud.Masquerade": gettext_lazy("Somebody announces addresses that are not theirs, so that traffic for them arrives at the wrong door."),
    "Intrusion.Botnet": gettext_lazy("A machine inside talks to a server that controls infected computers. It is probably infected."),
    "Intrusion.UserCompromise": gettext_lazy("Somebody has probably got in: after many guesses, one connection lasted."),
    "Malware": gettext_lazy("Harmful software was seen on the way or in action."),
    "Vulnerable.Open": gettext_lazy("A service of yours answers to the whole internet although it should not. Whoever looks, finds it within hours."),
    "Vulnerable.Config": gettext_lazy("A service of yours is set up so that it can be abused."),
    "Fraud.Phishing": gettext_lazy("Messages or pages that imitate somebody you trust are trying to get passwords out of your people."),
    "Abusive.Spam": gettext_lazy("Unwanted mail is being sent."),
}  # fmt: skip
# kind → steps for the hospital where the traffic passed
STEPS: Final[dict[str, tuple[str | Promise, ...]]] = {
    "Attempt.Login": (
        gettext_lazy("Look into the log of the service for a successful login from the source."),
        gettext_lazy("Change the password of every account that was tried, and turn on a second factor."),
        gettext_lazy("Let the service be reached only through the VPN."),
    ),
    "Attempt.Exploit": (gettext_lazy("Check that the service has its updates."), gettext_lazy("Look into its log for what the source asked for and whether it was answered.")),
    "Availability": (gettext_lazy("Tell your people that the service may be slow."), gettext_lazy("If it lasts, call the operator of the network; together we can send the traffic through scrubbing.")),
    "Intrusion": (
        gettext_lazy("Disconnect the machine from the network, but leave it switched on: the memory holds evidence."),
        gettext_lazy("Change the passwords that were used on it, from another machine."),
        gettext_lazy("Report the incident to us. If care of patients is affected, the law gives you 24 hours to tell the authority."),
    ),
    "Malware": (gettext_lazy("Disconnect the machine from the network and let it be examined."), gettext_lazy("Find out how it got there before it goes back.")),
    "Vulnerable": (gettext_lazy("Close the service towards the internet, or let it be reached only through the VPN."), gettext_lazy("Until then ask the operator for a rule that shields it.")),
    "Fraud.Masquerade": (
        gettext_lazy("Call the operator of the network: it can announce smaller prefixes and ask the neighbours of the false origin to stop."),
        gettext_lazy("Try from a foreign line, such as a mobile phone, whether your services answer; a stranger may be answering in their place."),
        gettext_lazy("Until it is over, trust no new certificate and no reset of a password that came by mail: both could have gone astray."),
    ),
    "Anomaly.Protocol": (
        gettext_lazy("In your network there is nothing to set right. The operator asks the network named here to stop."),
        gettext_lazy("If connections to partners are slow or break, tell us which and since when."),
    ),
    "Availability.Outage": (
        gettext_lazy("Try from a foreign line, such as a mobile phone, whether your services answer."),
        gettext_lazy("Call the operator of the network and your own provider, with the prefix and the time that stand here."),
        gettext_lazy("If care of patients depends on it, switch to the line or the procedure that you keep for an outage."),
    ),
    "Fraud": (gettext_lazy("Warn your people and block the sender."), gettext_lazy("Whoever has typed a password there must change it at once.")),
    "Recon": (gettext_lazy("Check that only the services that must be seen from the internet are open."),),
}  # fmt: skip


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """The three answers. tone: error (act now), warning (act), success (need not), '' (for information)."""

    headline: str
    happened: tuple[str, ...]
    done: tuple[str, ...]
    todo: str
    steps: tuple[str, ...]
    tone: str


def story(event: Event, *, member: str = "", service: str = "") -> Story:
    """The event in the active language. member: name of the organisation concerned, if the reader may know it; service: 445/tcp SMB."""
    tone, todo, steps = _todo(event)
    return Story(
        headline=headline(event, service), happened=_happened(event, member, service), done=_done(event), todo=todo, steps=steps, tone=tone
    )


def headline(event: Event, service: str = "") -> str:
    """The name of the story: Scan across addresses, 445/tcp SMB."""
    code = event.category[0] if event.category else "Other"
    name = words.detector(event.detector, event.vector) if event.detector in words.DETECTORS else words.category(code)
    return f"{name}, {service}" if service else name


def _count(value: int) -> str:
    return numbers.whole(value, get_language() or "cs")


def _meaning(event: Event) -> str:
    code = event.category[0] if event.category else ""
    return str(MEANINGS.get(code) or event.description or _("We know its kind, but have no plain explanation for it yet."))


def _happened(event: Event, member: str, service: str) -> tuple[str, ...]:
    out = [_meaning(event), *evidence.sentences(event)]
    if not evidence.is_routing(event):
        out.append(_reach(event, member, service))
    elif member:
        out.append(_("It concerns %(member)s.") % {"member": member})
    lasted = numbers.span(max(0, event.last - event.first) / 1000, get_language() or "cs")
    out.append(
        _("It is still going on, so far %(time)s.") % {"time": lasted}
        if event.state is State.OPEN
        else _("It lasted %(time)s and is over.") % {"time": lasted}
    )
    if event.trust is Trust.SPOOFABLE and event.source_count:
        out.append(_("The source addresses may be forged, so do not conclude who did it."))
    return tuple(out)


def _reach(event: Event, member: str, service: str) -> str:
    """From how many to how many, of which service, in whose network."""
    sources = ngettext("%(n)s source", "%(n)s sources", event.source_count) % {"n": _count(event.source_count)}
    targets = ngettext("%(n)s target", "%(n)s targets", event.target_count) % {"n": _count(event.target_count)}
    text = _("It came from %(sources)s to %(targets)s") % {"sources": sources, "targets": targets}
    text += _(", service %(service)s") % {"service": service} if service else ""
    if member:
        text += _(", in %(member)s") % {"member": member}
    elif event.members > 1:
        text += ", " + ngettext("%(n)s member was concerned", "%(n)s members were concerned", event.members) % {"n": _count(event.members)}
    return f"{text}."


def _done(event: Event) -> tuple[str, ...]:
    if evidence.is_routing(event):
        return (_("Routes cannot be filtered like traffic, so people were told: the operator of the network and the hospital concerned."),)
    if event.disposition is Disposition.PREVENTIVE:
        out = [_("A standing rule of the network dropped the traffic before it reached the hospital.")]
    elif event.dry_run and event.action.touches_traffic:  # also before the rule has matched anything
        out = [_("A rule against it was made and shown, but not sent to the routers: this is a dry run. The traffic went on.")]
    elif event.disposition is Disposition.REACTIVE:
        out = [
            _("A rule was made for it and the traffic was dropped: %(action)s.")
            % {"action": words.ACTIONS.get(event.action.value, event.action.value)}
        ]
    elif event.action.touches_traffic:
        out = [
            _("Something was done (%(action)s), but nothing is known to have been dropped.")
            % {"action": words.ACTIONS.get(event.action.value, event.action.value)}
        ]
    else:
        out = [_("The traffic was not dropped: %(why)s.") % {"why": words.why(event.why)}]
    if event.disposition is not Disposition.PASSED and event.basis is not Basis.NONE:
        out.append(_("How we know: %(basis)s.") % {"basis": words.BASES.get(event.basis.value, event.basis.value)})
    if event.action is Action.RATE_LIMIT and not event.dry_run:
        out.append(_("Slowing down was enough; honest traffic of the same kind keeps flowing."))
    return tuple(out)


def _todo(event: Event) -> tuple[str, str, tuple[str, ...]]:
    """(tone, sentence, steps)."""
    code = event.category[0] if event.category else ""
    family = code.partition(".")[0]
    own = family in {"Intrusion", "Malware", "Vulnerable"}
    if event.test:
        return "", _("Nothing. It is a test."), ()
    steps = tuple(str(step) for step in STEPS.get(code) or STEPS.get(family) or ())
    if own:
        urgent = event.severity >= Severity.HIGH
        text = _("Act now, please. It concerns a machine of yours:") if urgent else _("Please look at it within a few days:")
        return "error" if urgent else "warning", text, steps
    if evidence.is_routing(event):
        if event.state is State.CLOSED:
            return "", _("It is over. Look whether anything was missed meanwhile:"), steps
        return "error" if event.severity >= Severity.HIGH else "warning", _("It is going on; this helps:"), steps
    if event.disposition is not Disposition.PASSED and not event.dry_run:
        return "success", _("You need not do anything. The traffic did not get through."), ()
    if event.severity <= Severity.LOW:
        return "", _("You need not do anything. It is weak and ordinary; if you have time, take it as a reason for a check:"), steps
    return "warning", _("It got through, so please check:"), steps
