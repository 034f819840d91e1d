"""Settings come from the environment, and so does the level of what is logged."""

import logging

import pytest

from settings import LOGGERS, Settings, start_logging


def test_a_number_that_is_none_is_told_with_its_variable():
    with pytest.raises(ValueError, match="KEXUE_RATE='many' is not of type int"):
        Settings.from_environment({"KEXUE_RATE": "many"})
    assert Settings.from_environment({"KEXUE_RATE": "7"}).rate == 7


@pytest.mark.parametrize("size", ["", "lots", "200", "1.5gb", "-1mb", "20 mib"])
def test_a_size_that_is_none_is_told_with_its_variable(size):
    with pytest.raises(ValueError, match=f"KEXUE_MAX_FILE_SIZE='{size}' is no size: write it as in 200mb"):
        Settings.from_environment({"KEXUE_MAX_FILE_SIZE": size})


@pytest.mark.parametrize("size", ["200mb", "1 GB", "5b", " 70KB "])
def test_sizes_are_written_as_gradio_reads_them(size):
    assert Settings.from_environment({"KEXUE_MAX_FILE_SIZE": size}).max_file_size == size


@pytest.mark.parametrize(("level", "shown"), [("info", True), ("WARNING", False), ("error", False)])
def test_what_is_logged_depends_on_the_level(monkeypatch, level, shown):
    monkeypatch.setenv("KEXUE_LOG", level)
    start_logging()
    assert all(logging.getLogger(f"{name}.part").isEnabledFor(logging.INFO) is shown for name in LOGGERS)
    assert logging.getLogger("another.library").isEnabledFor(logging.INFO) is False


def test_a_level_that_there_is_not_is_refused(monkeypatch):
    monkeypatch.setenv("KEXUE_LOG", "loud")
    with pytest.raises(ValueError, match="KEXUE_LOG='loud' is none of debug"):
        start_logging()
