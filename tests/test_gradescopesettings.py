"""What an instructor may set, in a file that explains itself and is read as strictly as config.yaml."""

import pytest

from grader.errors import ConfigError
from grader.gradescopesettings import GradescopeSettings, read_settings, settings_text


@pytest.fixture
def read(tmp_path):
    """Write a settings file and read it."""

    def reads(text):
        path = tmp_path / "settings.yaml"
        path.write_text(text)
        return read_settings(path)

    return reads


@pytest.mark.parametrize(
    "settings",
    [
        GradescopeSettings(),
        GradescopeSettings(
            attempts=5,
            per_hours=0.5,
            time_limit_min=40.0,
            leaderboard=True,
            hide_hidden=True,
            text_format="html",
            isolation="any",
            fetch_data=True,
        ),
    ],
)
def test_what_is_written_is_read_again(read, settings):
    """With a comment at each key."""
    assert read(settings_text(settings)) == settings


@pytest.mark.parametrize(
    "text, told",
    [
        ("attempts: 3", "per_hours is missing: attempts and per_hours belong together"),
        ("per_hours: 3", "attempts is missing"),
        ("attempts: 0\nper_hours: 1", "attempts must be positive, got 0"),
        ("time_limit_min: 41", "time_limit_min must be at most 40, got 41"),
        ("text_format: ansi", "text_format must be one of 'text', 'md' or 'html', got 'ansi'"),
        ("atempts: 3", "atempts is not a known key; did you mean 'attempts'?"),
        ("- 3", "must be a mapping"),
    ],
)
def test_a_mistake_is_told_by_file_and_key(read, text, told):
    """An instructor may edit the file in the zip."""
    with pytest.raises(ConfigError) as refused:
        read(text)

    assert str(refused.value).startswith(f"settings.yaml: {told}")


@pytest.mark.parametrize("limit_min, deadline_s", [(10.0, 570.0), (40.0, 2370.0), (1.0, 54.0)])
def test_the_grader_ends_before_gradescope_does(limit_min, deadline_s):
    """By half a minute, or a tenth of a short limit."""
    assert GradescopeSettings(time_limit_min=limit_min).deadline_s == pytest.approx(deadline_s)
