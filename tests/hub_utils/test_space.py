"""A Space tells who it is, and its variable KEXUE_PINS moves by itself."""

from uuid import uuid4

import pytest

import hub_utils
from hub_utils import errors, space
from hub_utils.pins import Pin
from tests.hub_utils.test_promote import publish


@pytest.fixture
def place(hub, api, monkeypatch):
    name = f"{hub.user}/space-{uuid4().hex[:8]}"
    api.create_repo(name, repo_type="space", space_sdk="gradio")
    monkeypatch.setenv("SPACE_ID", name)
    monkeypatch.setenv("OAUTH_CLIENT_ID", "kexue")
    return space.here()


def pins_of(api, place):
    return api.get_space_variables(place.id)["KEXUE_PINS"].value


def test_no_space(monkeypatch):
    monkeypatch.delenv("SPACE_ID", raising=False)
    assert space.here() is None


def test_a_space_by_its_variables(place, hub):
    assert (place.owner, place.signs_in) == (hub.user, True)


def test_one_pin_moves_and_the_others_stay(place, api):
    space.move_pin(place, "words-en", Pin("user/words-en", "a" * 40))
    space.move_pin(place, "captcha", Pin("user/captcha", "b" * 40))
    space.move_pin(place, "captcha", Pin("user/captcha", "c" * 40))
    assert pins_of(api, place) == f"words-en=user/words-en@{'a' * 40}, captcha=user/captcha@{'c' * 40}"


def test_a_variable_that_cannot_be_read_stays(place, api):
    api.add_space_variable(place.id, "KEXUE_PINS", "nonsense")
    with pytest.raises(errors.BadPinsError):
        space.move_pin(place, "captcha", Pin("user/captcha", "v2"))
    assert pins_of(api, place) == "nonsense"


def test_promoting_on_a_space_compares_with_what_it_serves(place, hub, api, tmp_path, monkeypatch):
    repo = f"{hub.user}/captcha-{uuid4().hex[:8]}"
    commits = [publish(tmp_path / f"v{n}", repo, f"v{n}", n / 10) for n in (1, 2, 3)]
    monkeypatch.setenv("KEXUE_PINS", f"captcha={repo}@{commits[2]}")
    said = []
    with pytest.raises(errors.NotBetterError, match=r"20\.0 % after 30\.0 %"):
        hub_utils.promote("captcha", "v2", show=said.append)
    monkeypatch.setenv("KEXUE_PINS", f"captcha={repo}@{commits[0]}")
    hub_utils.promote("captcha", "v2", show=said.append)
    assert pins_of(api, place) == f"captcha={repo}@{commits[1]}"
    assert said[-1] == f"Pinned: {place.id} restarts and serves {repo}@{commits[1]}."
