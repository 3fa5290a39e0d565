from hsoc.portal.entities.web.figures import course


def test_a_column_a_day_and_the_same_figures_as_a_table() -> None:
    found = course((("2026-10-03", 0.0), ("2026-10-04", 0.25), ("2026-10-05", 0.123)))
    assert [row[1].value for row in found.table.rows] == [250, 123]
    assert "0,25" in found.summary.replace(".", ",")
    assert found.svg.count("<rect") == 2


def test_nothing_known_draws_an_empty_course() -> None:
    assert course(()).table.rows == ()
