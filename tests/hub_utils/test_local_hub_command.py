"""`python -m hub_utils.local_hub`: what it prints is enough to use it."""

import re
import subprocess
import sys

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError

from hub_utils.local_hub.__main__ import exposure, main, register
from hub_utils.local_hub.storage.accounts import Accounts
from tests.hub_utils.hub_process import HubProcess


def test_the_first_start_makes_a_user_and_shows_a_token_once(tmp_path):
    with HubProcess(tmp_path / "hub", users=False) as hub:
        first = hub.log()
        endpoint, token = re.search(r"HF_ENDPOINT=(\S+) HF_TOKEN=(\S+) HF_HUB_DISABLE_XET=1", first).groups()
        api = HfApi(endpoint=endpoint, token=token)
        assert api.whoami()["name"] == "user" and api.create_repo("user/first") and "Warning" not in first
    with HubProcess(tmp_path / "hub", "--token=guest", users=False) as again:
        second = again.log().removeprefix(first)
        guest = re.search(r"Token of guest, shown only now: (\S+)", second)[1]
        assert token not in second
        assert HfApi(endpoint=again.endpoint, token=token).whoami()["name"] == "user"
        guest = HfApi(endpoint=again.endpoint, token=guest)
        assert guest.whoami()["name"] == "guest" and guest.repo_exists("user/first")
        with pytest.raises(HfHubHTTPError, match="403"):
            guest.delete_repo("user/first")


@pytest.mark.parametrize("token", ["user=short", "a/b", "..=hf_long_enough_to_be_a_token", "api"])
def test_what_cannot_be_a_user_or_a_token_is_said(tmp_path, capsys, token):
    assert main(["--root", str(tmp_path / "hub"), "--token", token]) == 1
    assert capsys.readouterr().err.startswith("ValueError: ")


def test_a_user_and_an_organisation_are_not_called_as_another_but_for_capitals(tmp_path):
    accounts = Accounts(tmp_path)
    register(accounts, ["pad"], ["pad=class"])
    for tokens, memberships in ((["PAD"], []), (["Class"], []), (["pad"], ["pad=Class"]), (["pad"], ["pad=Pad"])):
        with pytest.raises(ValueError, match=r"cannot be the name of .*: '(pad|class)' is one"):
            register(accounts, tokens, memberships)
    assert accounts.names() == ["pad"] and register(accounts, ["pad"], ["pad=class"])


@pytest.mark.parametrize("port", ["99999", "0", "-1", "http"])
def test_a_port_that_is_none_is_said_before_anything_is_made(tmp_path, capsys, port):
    with pytest.raises(SystemExit):
        main(["--root", str(tmp_path / "hub"), f"--port={port}"])
    told = capsys.readouterr()
    assert f"{port} is no port: give a number from 1 to 65535" in told.err and not told.out
    assert not (tmp_path / "hub").exists()


def test_a_root_that_cannot_be_used_is_said(tmp_path, capsys):
    (tmp_path / "file").write_text("mine")
    for root in (tmp_path / "file", tmp_path / "file" / "hub"):
        assert main(["--root", str(root)]) == 1
        assert capsys.readouterr().err.startswith(f"{root} cannot be used: ")


def test_a_user_may_be_called_as_a_lock_of_git_is(tmp_path):
    for _ in range(2):
        with HubProcess(tmp_path / "hub", "--token=pad.lock=hf_long_enough_to_be_one") as hub:
            api = HfApi(endpoint=hub.endpoint, token="hf_long_enough_to_be_one")
            assert api.create_repo("pad.lock/first", exist_ok=True) and api.repo_exists("pad.lock/first")


def test_a_hub_that_others_can_reach_is_warned_of():
    assert [exposure(host) for host in ("127.0.0.1", "::1", "localhost", "127.1.2.3")] == [""] * 4
    for host in ("0.0.0.0", "192.168.1.2", "::", "laptop.local"):
        assert (
            exposure(host) == f"Warning: at {host} other machines can reach this Hub, and tokens travel unencrypted.\n"
        )


def test_the_server_loads_no_client_and_no_framework():
    script = "import sys, hub_utils.local_hub.__main__; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert "dulwich" in loaded and not {"huggingface_hub", "hf_xet", "gradio", "keras", "httpx2"} & set(loaded)
