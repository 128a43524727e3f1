"""Filling the grades of an offline grading worksheet from Moodle."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.csvcells import read_sheet
from grader.errors import UsageError
from grader.grades import Grade
from grader.moodlecsv import fill
from tests.tenscripts import AWKWARD, TEN_SCRIPTS

HEADER = (
    'Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"'
)
DATES = '"Sunday, 15 November 2026, 10:15 AM",-,'

LANGUAGES = {
    "German": (
        (
            'ID,"Vollständiger Name",E-Mail-Adresse,Status,Bewertung,Bestwertung,'
            '"Bewertung kann geändert werden",'
            '"Zuletzt geändert (Abgabe)","Zuletzt geändert (Bewertung)","Feedback als Kommentar"'
        ),
        "Teilnehmer/in",
        "Nein",
    ),
    "French": (
        (
            'Identifiant,"Nom complet","Adresse de courriel",Statut,Note,"Note maximale",'
            '"La note peut être modifiée",'
            '"Dernière modification (travail remis)","Dernière modification (note)",'
            '"Feedback par commentaires"'
        ),
        "Participant",
        "Non",
    ),
    "Spanish": (
        (
            'Identificador,"Nombre completo","Dirección de correo",Estado,Calificación,"Calificación máxima",'
            '"La calificación puede ser cambiada","Última modificación (entrega)",'
            '"Última modificación (calificación)","Comentarios de retroalimentación"'
        ),
        "Participante",
        "No",
    ),
    "Portuguese": (
        (
            'Identificador,"Nome completo","Endereço de email",Status,Nota,"Nota máxima",'
            '"Nota pode ser alterada",'
            '"Última modificação (envio)","Última modificação (nota)","Comentários de feedback"'
        ),
        "Participante",
        "Não",
    ),
}


def sheet(*rows: str, header: str = HEADER, end: str = "\n") -> bytes:
    """Return a worksheet as Moodle writes it."""
    return end.join([header, *rows, ""]).encode()


def score(student: str, points: float | None, status: str = "graded", name: str = "", **ids: str) -> Grade:
    """Return a grade out of 100."""
    return Grade(student, points, 100, status=status, name=name, ids=ids)


def ann(grade: str = "", maximum: str = "100.00", changeable: str = "Yes") -> str:
    """Return the row of Ann Lee, participant 123."""
    person = '"Participant 123","Ann Lee",ann@example.org,"Submitted for grading"'
    return f"{person},{grade},{maximum},{changeable},{DATES}"


ANN = score("ann", 87.5, moodle="123")


def test_the_grade_is_filled_and_nothing_else():
    """Dates, feedback and the time of the last grading stay: Moodle compares that time with its own."""
    filled = fill(sheet(ann()), [ANN])

    assert filled.content == sheet(ann("87.5"))
    assert (filled.written, filled.unmatched_rows, filled.unmatched_grades, filled.notes) == (1, (), (), ())


@pytest.mark.parametrize(
    "grade",
    [
        score("x", 87.5, moodle="123"),
        score("x", 87.5, email="ANN@example.org"),
        score("x", 87.5, name="Ann Lee"),
        score("x", 87.5, name="Lee, Ann"),
    ],
)
def test_students_are_found_by_participant_number_address_or_name(grade):
    """Whatever of these is known."""
    assert fill(sheet(ann()), [grade]).content == sheet(ann("87.5"))


def test_another_participant_of_the_same_name_is_someone_else():
    """The number outweighs the name."""
    filled = fill(sheet(ann()), [score("x", 87.5, name="Ann Lee", moodle="124")])

    assert filled.written == 0
    assert (filled.unmatched_rows, filled.unmatched_grades) == (("Ann Lee",), ("Ann Lee (x)",))


@pytest.mark.parametrize("language", LANGUAGES)
def test_worksheets_come_in_the_teacher_s_language(language):
    """Titles, the word before the number and the word for no are those of Moodle's language packs."""
    header, participant, no = LANGUAGES[language]
    rows = [
        f'{participant}123,"Ann Lee",,x,,"100,00",x,a,b,',
        f'"{participant} 124","Bob Ray",,x,,"100,00",{no},a,b,',
    ]

    filled = fill(sheet(*rows, header=header), [ANN, score("bob", 50.0, moodle="124")])

    assert filled.content == sheet(rows[0].replace("x,,", 'x,"87,5",'), rows[1], header=header)
    assert filled.notes == ("bob: the grade can not be changed in Moodle: left alone",)


def test_an_unknown_language_needs_the_column_s_title():
    """The first column holds the participants, whatever it is called."""
    template = sheet("Deltagare 123,,b", header="Identifierare,Betyg,Senast ändrad (betyg)")

    with pytest.raises(
        UsageError, match="the first line is not the header expected: 'Identifierare', 'Betyg'"
    ):
        fill(template, [ANN])

    assert b"Deltagare 123,87.5,b" in fill(template, [ANN], column="Betyg").content


def test_blind_marking_leaves_only_the_participant_number():
    """Without names and addresses the number is enough, and a message uses it."""
    template = sheet(
        "Participant 123,,100.00,Yes,-",
        "Participant 124,,100.00,Yes,-",
        header='Identifier,Grade,"Maximum grade","Grade can be changed","Last modified (grade)"',
    )

    filled = fill(template, [ANN])

    assert b"Participant 123,87.5,100.00" in filled.content
    assert filled.unmatched_rows == ("Participant 124",)


def test_a_grade_that_cannot_be_changed_is_left_alone():
    """Moodle would skip the row without a word."""
    template = sheet(ann(changeable="No"))

    filled = fill(template, [ANN])

    assert (filled.content, filled.notes) == (
        template,
        ("ann: the grade can not be changed in Moodle: left alone",),
    )


@pytest.mark.parametrize("points", [100.01, -0.5])
def test_what_moodle_takes_for_out_of_range_is_left_alone(points):
    """It would be skipped there without a word."""
    template = sheet(ann())

    filled = fill(template, [score("ann", points, moodle="123")])

    assert filled.content == template
    assert filled.notes == (f"ann: {points:g} is outside of what Moodle takes, 0 to 100: left alone",)


def test_another_maximum_is_told_and_scaled_only_on_request():
    """Percent in an assignment out of 10 would be refused by Moodle."""
    template = sheet(ann(maximum="10.00"))

    told, scaled = fill(template, [ANN]), fill(template, [ANN], scale=True)

    assert told.content == template
    assert told.notes == (
        "Maximum grade is 10, but the grades are out of 100",
        "ann: 87.5 is outside of what Moodle takes, 0 to 10: left alone",
    )
    assert (scaled.content, scaled.notes) == (sheet(ann("8.75", maximum="10.00")), ())


def test_a_grade_that_was_there_is_replaced_and_told():
    """The same number keeps its bytes."""
    assert fill(sheet(ann("87.50")), [ANN]).content == sheet(ann("87.50"))
    assert fill(sheet(ann("50.00")), [ANN]).notes == ("ann: 50.00 was there, now 87.5",)


@pytest.mark.parametrize("status", ["internal", "missing", "rejected"])
def test_no_zero_is_invented(status):
    """Except for the missing, on request."""
    template = sheet(ann())
    grade = score("ann", None, status, moodle="123")

    assert fill(template, [grade]).content == template
    assert fill(template, [grade]).notes == (f"ann: no score ({status}): the cell stays as it was",)
    assert (fill(template, [grade], missing_as_zero=True).written == 1) is (status == "missing")


def test_a_scale_of_words_is_refused():
    """Points mean nothing there."""
    template = sheet("Participant 123,,good,-", header='Identifier,Grade,Scale,"Last modified (grade)"')

    with pytest.raises(UsageError, match="graded in words of a scale"):
        fill(template, [ANN])


def test_without_the_time_of_grading_moodle_takes_nothing():
    """So it is refused here, before somebody uploads it."""
    with pytest.raises(UsageError, match=r"no column 'Last modified \(grade\)'"):
        fill(sheet("Participant 123,", header="Identifier,Grade"), [ANN])


@settings(deadline=None)  # a busy machine is no fault
@given(
    st.lists(st.sampled_from(TEN_SCRIPTS + AWKWARD), unique=True, min_size=1),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["", "-", "3.25", "99,5"]),
)
def test_in_any_worksheet_only_the_grades_change(names, end, quoting, old):
    """Names in ten scripts, quotes and line breaks in feedback: bytes outside of the grades' cells stay."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator=end, quoting=quoting)
    writer.writerow(next(csv.reader([HEADER])))
    for number, name in enumerate(names):
        row = [f"Participant {number}", name, "", "", old, "100", "Yes", "", "-", f'see "{name}"\nand, more']
        writer.writerow(row)
    template = stream.getvalue().encode()

    filled = fill(template, [score(name, number + 0.5, name=name) for number, name in enumerate(names)])

    before, after = (read_sheet(each, "a.csv", lambda texts: True) for each in (template, filled.content))
    assert [float(row[4].text.replace(",", ".")) for row in after.rows[1:]] == [
        n + 0.5 for n in range(len(names))
    ]
    blank = {(row, 4): "" for row in range(1, len(names) + 1)}
    assert after.changed(blank).replace(b'""', b"") == before.changed(blank).replace(b'""', b"")
