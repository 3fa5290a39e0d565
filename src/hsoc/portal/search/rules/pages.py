"""What each page is for: the one table behind Help, the palette and the search for places. A room adds its pages here. Pure.

route: the name of the address; right: what one must be allowed to find it (None: everybody who is in); deed: it begins something new;
whole: only for who has the right over all members.
A page without a line of its own gets the help of the page above it (the longest address that leads to it).
"""

# ruff: noqa: E501 -- a sentence stands on its line
from __future__ import annotations

from typing import Final

import msgspec

from hsoc.portal.members.rules import Action, Object


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page. title, text: message ids; doc: the page of the documentation, '' where there is none yet."""

    route: str
    title: str
    text: str
    doc: str = ""
    right: tuple[Action, Object] | None = None
    deed: bool = False
    whole: bool = False


def _lazy(text: str) -> str:
    """Marks a message id."""
    return text


V: Final = Action.VIEW
PAGES: Final = (
    Page(route="portal", title=_lazy("Overview"),
         text=_lazy("Answers what needs you now: decisions, deadlines, threats that nobody handled. When it is empty, you are done.")),
    Page(route="day", title=_lazy("Daily view"), right=(V, Object.NETWORK),
         text=_lazy("A whole day of the network on one page: what came, what was dropped and by whom, what was left for people. Good for printing.")),
    Page(route="events", title=_lazy("Threats"), right=(V, Object.EVENT), doc="how-to/read-partners-events",
         text=_lazy("Every threat as one line. Narrow it by day, kind, severity or address; the address bar holds your filters, so you can send a link.")),
    Page(route="events_grouped", title=_lazy("Threats by source"), right=(V, Object.EVENT),
         text=_lazy("The same threats put together by source, kind and hour, so that one noisy attacker is one line.")),
    Page(route="reports", title=_lazy("Reports"), right=(V, Object.REPORT), doc="how-to/report-to-organisations",
         text=_lazy("What we tell your organisation, with what to do about it. Please answer whether a report was of use; we learn from it.")),
    Page(route="report_settings", title=_lazy("How reports come"), right=(V, Object.REPORT), doc="how-to/report-to-organisations",
         text=_lazy("To whom reports are sent, how often, and what you do not want to be told.")),
    Page(route="report_answers", title=_lazy("Answers to reports"), right=(V, Object.REPORT), whole=True, doc="how-to/report-to-organisations",
         text=_lazy("What organisations said of their reports. False alarms show which detector needs care.")),
    Page(route="report_classes", title=_lazy("Kinds of reports"), right=(Action.CHANGE, Object.PERIMETER), doc="how-to/report-to-organisations",
         text=_lazy("Which kinds of threats are reported, on trial or not at all, and how much a detector is believed.")),
    Page(route="traffic", title=_lazy("My traffic"), right=(V, Object.FLOW), doc="how-to/look-at-own-traffic",
         text=_lazy("Who your network talks with, what is new, what stands open to the Internet. The star at the top keeps a view with its filters under a name.")),
    Page(route="rules", title=_lazy("My rules"), right=(V, Object.RULE), doc="how-to/set-own-rules",
         text=_lazy("What you want dropped, limited or let through at the edge of the network. Every rule has an end and shows what it hit.")),
    Page(route="rule_new", title=_lazy("New rule"), right=(Action.CREATE, Object.RULE), doc="how-to/set-own-rules", deed=True,
         text=_lazy("Write a rule in fields; before it is set you see what it would have matched in the last days.")),
    Page(route="wishes", title=_lazy("Wishes"), right=(V, Object.WISH), doc="how-to/write-a-policy",
         text=_lazy("How far the perimeter may go for you: from telling only to dropping by itself.")),
    Page(route="exemptions", title=_lazy("Exemptions"), right=(Action.CHANGE, Object.PERIMETER), doc="how-to/write-a-policy",
         text=_lazy("Who is not acted against for a while, and which addresses no black hole may swallow.")),
    Page(route="in_force", title=_lazy("In force now"), right=(V, Object.PERIMETER), doc="how-to/see-what-stands",
         text=_lazy("What is done at this moment, where, since when and why. Anything can be taken out from here.")),
    Page(route="in_force_waiting", title=_lazy("Proposals of the engine"), right=(V, Object.PERIMETER), doc="how-to/steer-an-engine",
         text=_lazy("What the engine would do but may not without a person.")),
    Page(route="in_force_health", title=_lazy("Health of the engines"), right=(V, Object.PERIMETER), whole=True, doc="how-to/see-what-stands",
         text=_lazy("Whether exporters speak, what is lost, how much memory of the routers is left.")),
    Page(route="in_force_out", title=_lazy("Taken out by people"), right=(V, Object.PERIMETER), doc="how-to/stop-everything",
         text=_lazy("What people took out of force, and how to let it back.")),
    Page(route="what_if", title=_lazy("What if"), right=(V, Object.WISH), doc="how-to/ask-what-if",
         text=_lazy("Replays a day with other settings and shows the difference before you change anything.")),
    Page(route="entity", title=_lazy("Look a value up"), right=(V, Object.INDICATOR), doc="how-to/ask-reputation",
         text=_lazy("Everything that is known of an address, a prefix or a name: threats, indicators, lists, who met it.")),
    Page(route="indicators", title=_lazy("Indicators"), right=(V, Object.INDICATOR), doc="how-to/share-and-block",
         text=_lazy("Addresses, names and hashes that partners share. Each carries labels that say who may see it and what may be done with it.")),
    Page(route="indicator_new", title=_lazy("Share an indicator"), right=(Action.CREATE, Object.INDICATOR), doc="how-to/share-and-block", deed=True,
         text=_lazy("Paste values, say how far they may go, and share. Nothing leaves before you see what will.")),
    Page(route="indicator_approvals", title=_lazy("Words on blocking"), right=(Action.APPROVE, Object.INDICATOR), doc="how-to/share-and-block",
         text=_lazy("Values that one organisation alone stands behind wait here for a coordinator before lists carry them.")),
    Page(route="advisories", title=_lazy("Advisories"), right=(V, Object.ADVISORY),
         text=_lazy("Warnings and advisories of ours and of partners, with what is affected and what to do.")),
    Page(route="advisory_new", title=_lazy("Write an advisory"), right=(Action.CREATE, Object.ADVISORY), deed=True,
         text=_lazy("Write a warning once; the portal makes the paper and the documents that machines read.")),
    Page(route="hunts", title=_lazy("Hunts"), right=(V, Object.INDICATOR), doc="how-to/hunt",
         text=_lazy("What partners share is looked for in your traffic of the last 30 days, if you take part. Only your people see which host met it.")),
    Page(route="block_lists", title=_lazy("Block lists"), right=(V, Object.INDICATOR), doc="how-to/serve-indicators",
         text=_lazy("Lists for firewalls and resolvers, with ready configuration. A machine fetches them with a token of its own.")),
    Page(route="consumers", title=_lazy("Who fetches lists"), right=(V, Object.INDICATOR), doc="how-to/serve-indicators",
         text=_lazy("Machines of yours that fetch lists, and when each did so last.")),
    Page(route="imports", title=_lazy("Import"), right=(V, Object.INDICATOR), doc="how-to/exchange-documents", deed=True,
         text=_lazy("Upload a document of a partner: first you see what is in it and what is left out, then you decide. It can be undone.")),
    Page(route="pulls", title=_lazy("Fetched sources"), right=(V, Object.INDICATOR), doc="how-to/fetch-sources",
         text=_lazy("Sources of partners that the portal fetches by itself, and how each fares.")),
    Page(route="notices", title=_lazy("Notices"), doc="how-to/be-told",
         text=_lazy("Everything you were told, newest first. The bell shows how much of it you have not read.")),
    Page(route="notices_choices", title=_lazy("How to be told"), doc="how-to/be-told",
         text=_lazy("For each kind: portal, mail at once, one digest, SMS when urgent. Quiet hours hold mails back.")),
    Page(route="search", title=_lazy("Search"), doc="how-to/find-things",
         text=_lazy("One search over everything you may see. Diacritics and capitals do not matter; an address finds its prefix, its threats and its owner.")),
    Page(route="kept", title=_lazy("What I keep"), doc="how-to/find-things",
         text=_lazy("Pages you starred and filters you named; those shared by colleagues stand beside them.")),
    Page(route="approvals", title=_lazy("Approvals"),
         text=_lazy("Changes that touch others need a second person. Here you see what waits, who asked and why.")),
    Page(route="members", title=_lazy("Members"),
         text=_lazy("Organisations of the community. Your own is where you keep people and prefixes up to date.")),
    Page(route="duty_contacts", title=_lazy("Duty contacts"), right=(V, Object.PERSON), doc="how-to/keep-an-organisation",
         text=_lazy("Whom to call in each organisation, also when its own network is dark, and whose word is about to lapse. Ask several again at once.")),
    Page(route="tokens", title=_lazy("Access tokens"), doc="how-to/serve-indicators",
         text=_lazy("Keys for your machines. Each can do only what you tick, ends on its own, and is shown once.")),
    Page(route="warden_clients", title=_lazy("Warden clients"), right=(V, Object.CLIENT), doc="how-to/connect-a-warden-client",
         text=_lazy("Machines that send or fetch events. A new one begins on trial and is promoted by two people.")),
    Page(route="audit", title=_lazy("Audit log"), right=(V, Object.AUDIT),
         text=_lazy("Who changed what, when and why. The entries are chained, so that none can be altered unseen.")),
    Page(route="sessions", title=_lazy("Where you are logged in"), doc="how-to/log-in-with-your-own",
         text=_lazy("Your sessions and known devices. End the ones you do not know.")),
    Page(route="rights", title=_lazy("Rights"),
         text=_lazy("One table of who may do what, and how far.")),
    Page(route="support", title=_lazy("Looking on with consent"),
         text=_lazy("Somebody of the operators may look at the portal with your eyes only if you agree, for a short time, and it is written down.")),
    Page(route="help", title=_lazy("Words, colours and keys"),
         text=_lazy("What the words, colours and shapes mean, and which keys work.")),
    Page(route="meetings", title=_lazy("Meetings"), right=(V, Object.MEETING), doc="how-to/meet",
         text=_lazy("What your groups meet for, who comes, and an address that your own calendar fetches.")),
    Page(route="meeting_new", title=_lazy("Call a meeting"), right=(V, Object.MEETING), deed=True, doc="how-to/meet",
         text=_lazy("Everybody in the group gets an invitation into the calendar and answers there.")),
    Page(route="services", title=_lazy("Shared services"), right=(V, Object.SERVICE), doc="how-to/share-a-service",
         text=_lazy("What one of us runs for all. Ask for it here; every step to its use is shown with who does it.")),
    Page(route="service_board", title=_lazy("Board of requests"), right=(Action.APPROVE, Object.REQUEST), doc="how-to/share-a-service",
         text=_lazy("All requests by where they stand, those that waited longest first.")),
    Page(route="aid", title=_lazy("Mutual help"), right=(V, Object.AID), doc="how-to/help-each-other",
         text=_lazy("Who needs help today and what others can lend. Nothing of it is public.")),
    Page(route="aid_call_new", title=_lazy("Call for help"), right=(Action.CREATE, Object.AID), deed=True, doc="how-to/help-each-other",
         text=_lazy("Say what you need and how much. Who offers it is told at once; of an urgent call everybody.")),
    Page(route="aid_offer", title=_lazy("What we can lend"), right=(Action.CREATE, Object.AID), doc="how-to/help-each-other",
         text=_lazy("People, know-how, clean laptops, printed forms: what you would lend to others. It is asked again after half a year.")),
    Page(route="memorandum", title=_lazy("Memorandum"), right=(V, Object.MEMORANDUM), doc="how-to/keep-the-memorandum",
         text=_lazy("The text that signatories agreed on, in all its versions, and where your organisation stands. Taking part without signing is fine.")),
    Page(route="memorandum_sign", title=_lazy("Sign the memorandum"), right=(Action.CREATE, Object.MEMORANDUM), deed=True, doc="how-to/keep-the-memorandum",
         text=_lazy("Hand in the signed PDF. The portal looks for an electronic signature in it and says what holds; a coordinator confirms.")),
    Page(route="memorandum_register", title=_lazy("Register of signatories"), right=(V, Object.MEMORANDUM), doc="how-to/keep-the-memorandum",
         text=_lazy("Who has signed and since when. Names of people stand here only with their consent.")),
    Page(route="memorandum_imports", title=_lazy("Take a register in"), right=(Action.CHANGE, Object.MEMORANDUM), deed=True, doc="how-to/keep-the-memorandum",
         text=_lazy("An existing list of signatories, as a spreadsheet. The portal proposes and explains; you decide row by row, and can undo it.")),
    Page(route="memorandum_representatives", title=_lazy("Representatives"), right=(V, Object.BALLOT), doc="how-to/keep-the-memorandum",
         text=_lazy("Whom each signatory sends. A representative votes for the organisation; a second one stands in.")),
    Page(route="memorandum_ballots", title=_lazy("Votes"), right=(V, Object.BALLOT), doc="how-to/keep-the-memorandum",
         text=_lazy("One vote for each signatory, open or secret, with a quorum and a protocol that everybody may read.")),
    Page(route="lists", title=_lazy("Mailing lists"), right=(V, Object.GROUP), doc="how-to/use-mailing-lists",
         text=_lazy("Mails of the groups, with their archive. You can write from here or from your own mail.")),
    Page(route="list_held", title=_lazy("Held posts"), right=(V, Object.GROUP), doc="how-to/use-mailing-lists",
         text=_lazy("Posts that wait for a leader: let them out, do not accept them, throw them away.")),
    Page(route="groups", title=_lazy("Groups"), right=(V, Object.GROUP),
         text=_lazy("Working groups of the community: what each is for, who is in it, and how to enter.")),
)  # fmt: skip
BY_ROUTE: Final = {one.route: one for one in PAGES}

# rooms whose pages have no line of their own: the beginning of the address → (title, text)
ROOMS: Final = (
    ("/portal/memorandum/", _lazy("Memorandum"), _lazy("The text that members sign, who signed it, and what they vote on.")),
    ("/portal/lists/", _lazy("Block lists"), _lazy("Lists of values for machines: what firewalls fetch to block.")),
    (
        "/portal/mail/",
        _lazy("Mailing lists"),
        _lazy("Mails of the groups, with their archive. You can write from here or from your own mail."),
    ),
    ("/portal/meetings/", _lazy("Meetings"), _lazy("When groups meet, whether you come, what was said and decided.")),
    ("/portal/services/", _lazy("Services"), _lazy("What the community offers, how to ask for it, and how far your request is.")),
    (
        "/portal/aid/",
        _lazy("Mutual help"),
        _lazy("What members lend each other in trouble: people, machines, forms. Nothing of it is public."),
    ),
    ("/portal/web/", _lazy("Public web"), _lazy("What visitors see: texts, news, the action plan. It is edited here and shown openly.")),
    ("/portal/groups/", _lazy("Groups"), _lazy("Working groups of the community: what each is for, who is in it, and how to enter.")),
    ("/portal/events.csv", _lazy("Threats"), _lazy("The list of threats as it stands, as a table for other programs.")),
    ("/portal/acting/", _lazy("Acting for"), _lazy("For which of your organisations you act; everything you do is done in its name.")),
    (
        "/portal/me/",
        _lazy("Me"),
        _lazy("What the community knows of you: contacts, functions, keys, who stands in for you. You change it yourself."),
    ),
    ("/portal/people/", _lazy("People"), _lazy("Who works for the community, in what function, and how each is reached.")),
    (
        "/portal/sharing/",
        _lazy("Given and got back"),
        _lazy("What you gave the others in a period, what was held back, and what you got back."),
    ),
    ("/portal/sharing/rules/", _lazy("What we give"), _lazy("Rules of what others learn of your threats: which, how much, how late.")),
    ("/account/", _lazy("Your account"), _lazy("Passphrase, second factor, recovery codes.")),
)
