"""Registers as they are in real life, of invented people. Belongs here: rows and files. Never: an assertion."""

from __future__ import annotations

import io
from datetime import date

from openpyxl import Workbook

HEAD = ("Pořadí", "Jméno", "Instituce", "Datum podpisu", "Kontaktní e-mail")
FIRST = (
    (1, "MUDr. Jana Vymyšlená", "Nemocnice Lipová, příspěvková organizace", date(2026, 3, 5), "jana@lipova.example"),
    (None, "Ing. Petr Smyšlený", None, None, None),  # the second signatory of the row above
    (2, "Mgr. Karel Nebyl", "Krajská nemocnice Zelená, a.s.", "03/25/2026", "karel@zelena.example"),
    (3, "Bc. Eva Pohádková", "Nemocnice U Řeky", "04/05/2026", "eva@ureky.example"),
    (4, "doc. Ivan Bájný, CSc.", "Ústav Modrý", "7. 4. 2026", ""),
    (5, "Ing. Olga Tušená", "Nemocnice Polní; Nemocnice Lesní", "2026-04-08", "olga@polni.example"),
    (6, "Jan Neskutečný", "Nemocnice Horní", "9. 4. 2026", "jan@zelena.example"),  # the mail of somebody else
)
SECOND = (
    (1, "Vymyšlená Jana, MUDr.", "Nemocnice Lipova p.o.", date(2026, 3, 5), "jana@lipova.example"),
    (2, "Karel Nebyl", "Krajská nemocnice Zelena", "3/25/2026", "karel@zelena.example"),
    (7, "Hana Zelená", "Krajská nemocnice Zelená", "10. 4. 2026", "hana@zelena.example"),
)


def xlsx(sheets=None, head=HEAD) -> bytes:
    """A spreadsheet of the sheets given (name → rows), each with a title above its head."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in (sheets or {"Signatáři": FIRST, "Kopie": SECOND}).items():
        sheet = book.create_sheet(name)
        sheet.append(["Registr signatářů"])
        sheet.append(list(head))
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(rows=FIRST, head=HEAD, *, code="utf-8-sig", delimiter=";") -> bytes:
    """The same as text."""
    lines = [delimiter.join("" if one is None else f'"{one}"' for one in row) for row in rows]
    return "\r\n".join([delimiter.join(head), *lines]).encode(code)
