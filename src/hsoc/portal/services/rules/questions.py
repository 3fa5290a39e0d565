"""The questionnaire of whoever joins the HSOC-VRF. Pure: what is asked, and what is missing of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

LONGEST_ANSWER: Final = 1000  # characters


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question in Czech and English; help says why it is asked; long: several lines; must: without it the step stays open."""

    code: str
    text: tuple[str, str]
    help: tuple[str, str] = ("", "")
    long: bool = False
    must: bool = True


VRF: Final = (
    Question(
        code="sites",
        text=("Kolik lokalit se připojuje", "How many sites are to be connected"),
        help=("Každá lokalita se dvěma místy připojení.", "Each site with two points of connection."),
    ),
    Question(
        code="places",
        long=True,
        text=("Kde jsou místa připojení", "Where the points of connection are"),
        help=(
            "Adresa budovy a rozvaděč; dvě místa mají být zeměpisně oddělená.",
            "Building and cabinet; the two must be geographically separate.",
        ),
    ),
    Question(code="capacity", text=("Kapacita přípojek", "Capacity of the lines"), help=("Například 2× 10 Gb/s.", "2 × 10 Gb/s, say.")),
    Question(
        code="providers",
        long=True,
        text=("Kdo vás připojuje dnes", "Who connects you today"),
        help=(
            "Všechny sítě, kudy k vám teče provoz: i záložní linka, krajská síť nebo KIVS-CMS.",
            "Every network through which traffic reaches you: the spare line, the regional network, KIVS-CMS too.",
        ),
    ),
    Question(code="equipment", text=("Hraniční zařízení a kdo ho spravuje", "Edge equipment and who runs it")),
    Question(
        code="bgp",
        text=("Umíte BGP", "Do you speak BGP"),
        help=("Pokud ne, připojíme vás staticky.", "If not, you are connected statically."),
    ),
    Question(
        code="critical",
        long=True,
        text=("Co nesmí vypadnout ani na minutu", "What must not fail even for a minute"),
        help=(
            "Záchranná služba, tísňové linky, laboratoř: podle toho se volí okno.",
            "Ambulance, emergency calls, laboratory: the window is chosen by it.",
        ),
    ),
    Question(code="window", text=("Kdy se hodí přepojení", "When the cut-over suits you")),
    Question(
        code="call",
        text=("Koho zavolat během přepojení", "Whom to call during the cut-over"),
        help=("Funkce a telefon.", "Function and phone."),
    ),
    Question(code="more", long=True, must=False, text=("Co ještě máme vědět", "What else we should know")),
)


def missing(answers: Mapping[str, str]) -> tuple[Question, ...]:
    """Questions that must be answered and are not."""
    return tuple(one for one in VRF if one.must and not str(answers.get(one.code, "")).strip())
