"""Every command sets up logging at its door, and says in one line why it refuses."""

from importlib import import_module

import pytest

from hub_utils.command import exit_status
from hub_utils.errors import NoSuchRepoError

COMMANDS = {
    "hub_utils.deploy.__main__": ["me/space", "--dry-run"],
    "hub_utils.promote.__main__": ["captcha", "v1"],
    "hub_utils.publish.__main__": ["checkpoints/captcha", "me/captcha", "--dry-run"],
    "hub_utils.local_hub.__main__": ["--root", "nowhere"],
    "hub_utils.verify": [],
}


@pytest.mark.parametrize(("module", "arguments"), COMMANDS.items())
def test_logging_is_set_up_at_the_door(module, arguments, monkeypatch):
    monkeypatch.setenv("KEXUE_LOG", "loud")
    with pytest.raises(ValueError, match="KEXUE_LOG='loud' is none of"):
        import_module(module).main(arguments)


def test_a_refusal_is_one_line_and_a_bug_is_none(capsys):
    def refuse():
        raise NoSuchRepoError("None.", "Name one.")

    assert (exit_status(lambda: None), exit_status(refuse)) == (0, 1)
    assert capsys.readouterr().err == "NoSuchRepoError: None. Name one.\n"
    with pytest.raises(ZeroDivisionError):
        exit_status(lambda: 1 / 0)
