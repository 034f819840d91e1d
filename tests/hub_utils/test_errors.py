"""Every failure of the Hub becomes one of our errors, with a cause, a remedy and no secret."""

import inspect

import httpx2
import pytest
from huggingface_hub import HfApi
from huggingface_hub import errors as theirs
from huggingface_hub.utils import hf_raise_for_status

from hub_utils import client, errors

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.HubError)]


def answer(status: int, **headers: str) -> theirs.HfHubHTTPError:
    """What huggingface_hub raises for an answer of the Hub."""
    request = httpx2.Request(
        "GET", "https://hub.test/api/models/me/tiny", headers={"Authorization": "Bearer hf_secret"}
    )
    named = {f"X-{name.title().replace('_', '-')}": value for name, value in headers.items()}
    with pytest.raises(theirs.HfHubHTTPError) as raised:
        hf_raise_for_status(httpx2.Response(status, headers=named, request=request, text="hf_secret"))
    return raised.value


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_has_a_cause_a_remedy_and_a_docstring(kind):
    error = kind("It broke.")
    assert str(error) == f"It broke. {error.remedy}"
    assert error.remedy.endswith(".") and kind.__doc__
    assert kind("It broke.", "Mend it.").remedy == "Mend it."


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (answer(404, error_code="RepoNotFound"), errors.NoSuchRepoError),
        (answer(401), errors.NoSuchRepoError),
        (answer(404, error_code="RevisionNotFound"), errors.NoSuchRevisionError),
        (answer(403, error_code="GatedRepo"), errors.GatedError),
        (answer(401, error_message="Invalid credentials in Authorization header"), errors.BadTokenError),
        (answer(403), errors.ForbiddenError),
        (answer(413), errors.ForbiddenError),
        (answer(412), errors.OutdatedError),
        (answer(404), errors.HubUnreachableError),
        (answer(503), errors.HubUnreachableError),
        (answer(429), errors.HubUnreachableError),
        (httpx2.ConnectTimeout("hf_secret"), errors.HubUnreachableError),
        (httpx2.ConnectError("hf_secret"), errors.HubUnreachableError),
        (theirs.OfflineModeIsEnabled(), errors.HubUnreachableError),
        (OSError("Consistency check failed: file should be of size 9"), errors.DamagedDownloadError),
        (OSError(28, "No space left on device"), errors.CacheUnusableError),
        (theirs.HFValidationError("hf_secret"), errors.NoSuchRepoError),
        (ValueError("Invalid metadata in README.md.\n- hf_secret"), errors.CardInvalidError),
    ],
)
def test_translation(error, kind):
    with pytest.raises(errors.HubError) as raised, errors.translated("me/tiny", "v1"):
        raise error
    assert type(raised.value) is kind
    assert raised.value.__cause__ is error
    assert "hf_secret" not in str(raised.value)


@pytest.mark.parametrize("kind", [TypeError, KeyError, IndexError, AttributeError, ValueError, OSError])
def test_a_bug_of_ours_is_no_hub_that_is_away(kind):
    error = kind("a bug")
    with pytest.raises(kind) as raised, errors.translated("me/tiny", "v1"):
        raise error
    assert raised.value is error


def test_a_call_with_wrong_arguments_is_a_bug():
    with pytest.raises(TypeError, match="nonsense"), errors.translated("me/tiny"):
        HfApi(endpoint="http://127.0.0.1:9").model_info("me/tiny", nonsense=True)


def test_a_bug_in_our_part_of_a_request_is_a_bug(monkeypatch):
    monkeypatch.setattr(client, "PATIENCE", None)
    with pytest.raises(AttributeError, match="items"), errors.translated("me/tiny"):
        client.api(endpoint="http://127.0.0.1:9").model_info("me/tiny")


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"null", b"{}", b'{"siblings": 7}'])
def test_what_the_client_cannot_read_comes_from_no_hub(body, monkeypatch):
    answers = httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(200, content=body)))
    monkeypatch.setattr("huggingface_hub.utils._http._GLOBAL_CLIENT", answers)
    with pytest.raises(errors.HubUnreachableError, match="no Hub that can be used"), errors.translated("me/tiny"):
        HfApi(endpoint="http://127.0.0.1:9").model_info("me/tiny")


def test_our_errors_and_those_of_other_matters_pass_through():
    for error in (errors.CorruptCheckpointError("Broken."), AssertionError("a bug"), KeyboardInterrupt()):
        with pytest.raises(type(error)) as raised, errors.translated("me/tiny"):
            raise error
        assert raised.value is error


def test_a_download_that_found_no_hub_says_why():
    with pytest.raises(errors.HubUnreachableError, match="in time"), errors.translated("me/tiny"):
        raise theirs.LocalEntryNotFoundError("Check your connection.") from httpx2.ReadTimeout("slow")
