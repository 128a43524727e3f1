"""Names of people in ten scripts, and awkward ones, for tests of tables and rosters."""

from __future__ import annotations

TEN_SCRIPTS = (
    "Łukasiewicz, Jan",
    "Ковалевская, Софья",
    "Καραθεοδωρή, Κωνσταντίνος",
    "陈, 省身",
    "伊藤, 清",
    "김, 민준",
    "الخوارزمي, محمد",
    "נתר, אמי",
    "रामानुजन्, श्रीनिवास",
    "ไชยสิทธิ์, สมชาย",
)
"""Last name first: Latin, Cyrillic, Greek, Han, Japanese, Hangul, Arabic, Hebrew, Devanagari, Thai."""

AWKWARD = ('O"Neil, "Q"', "Two\nLines, Ann", "Semi;Colon, Bo", "=SUM(A1), Mallory", "Tab\tbed, Tom")
"""With quotes, line breaks, delimiters and what a spreadsheet takes for a formula."""
