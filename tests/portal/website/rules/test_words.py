from __future__ import annotations

from hsoc.portal.website.rules import words as rules


def test_folding_leaves_letters_only():
    assert rules.folded("  Čím <b>ZAČÍT</b>\n příště ") == "cim zacit priste"


def test_words_are_few_folded_and_said_once():
    assert rules.words("Žádost o připojení, PŘIPOJENÍ a") == ("zadost", "pripojeni")
    assert len(rules.words(" ".join(f"slovo{n}" for n in range(40)))) == rules.MOST_WORDS


def test_an_excerpt_shows_the_word_and_cuts_at_spaces():
    text = "začátek " * 40 + "Přístupnost je pro všechny. " + "konec " * 60
    shown = rules.excerpt(text, ("pristupnost",))
    assert "Přístupnost je pro všechny." in shown
    assert shown.startswith("… začátek")
    assert shown.endswith(" …")
    assert rules.excerpt("krátký <i>text</i>", ("nic",)) == "krátký text"
