"""Every way in which fetching or publishing a checkpoint can fail, each with its cause and its remedy."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from traceback import walk_tb
from typing import TYPE_CHECKING

from errors import ExplainedError

if TYPE_CHECKING:
    from huggingface_hub.errors import HfHubHTTPError

CLIENTS = ("huggingface_hub", "httpx2", "httpcore2", "hf_xet")  # packages that speak with the Hub
UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError)  # raised over an answer that is no Hub's


class HubError(ExplainedError):
    """A checkpoint that could not be fetched or published. `cause` says why, `remedy` what to do."""


class UnknownNameError(HubError):
    """A name that the pin table does not have."""


class BadPinsError(HubError):
    """KEXUE_PINS cannot be read."""

    remedy = "Write KEXUE_PINS as name=user/repo@revision, several of them separated by commas."


class NoSuchRepoError(HubError):
    """No repository of that id, or none that the token may see: the Hub does not tell the two apart."""

    remedy = "Check the id; if the repo is private, set HF_TOKEN to a token that may read it."


class NoSuchRevisionError(HubError):
    """The repository is there, the branch, tag or commit is not."""

    remedy = "Ask for a branch, tag or commit that `HfApi().list_repo_refs(repo)` lists."


class NotOfferedError(HubError):
    """A repository that the operator has not named, or a revision where there is none to choose."""

    remedy = "Choose one that the tab offers, or have the operator name it in KEXUE_CHOICES."


class GatedError(HubError):
    """The repository asks its visitors to accept conditions first."""

    remedy = "Accept the conditions on the page of the repo, then set HF_TOKEN to a token of that account."


class BadTokenError(HubError):
    """No token, a wrong one or an expired one."""

    remedy = "Make a new token under 'Access Tokens' of your Hub account and set HF_TOKEN to it."


class ForbiddenError(HubError):
    """The token is good, but this is not allowed with it."""

    remedy = "Use a token with write access to that namespace."


class HubUnreachableError(HubError):
    """The Hub is down, too slow, not reachable from here, or no Hub at all."""

    remedy = "Check the network and HF_ENDPOINT, then try again."


class CacheUnusableError(HubError):
    """The Hugging Face cache cannot be written."""

    remedy = "Free some space, or point HF_HOME to a folder that can be written."


class CorruptCheckpointError(HubError):
    """Files are missing, cut off, or not what their names and digests say."""

    remedy = "Fetch again; if that does not help, ask its publisher to publish it again."


class DamagedDownloadError(CorruptCheckpointError):
    """A file came otherwise than the Hub lists it, as from a proxy; the next time it may be whole."""


class IncompatibleCheckpointError(HubError):
    """A sound folder that this version or this tab cannot use."""

    remedy = "Update Kexue Space."


class NoCheckpointError(HubError):
    """Neither the Hub, the cache nor the bundled folders have it."""

    remedy = "Train it, or set KEXUE_NAMESPACE to a Hub account that publishes it."


class CardInvalidError(HubError):
    """The model card cannot be written from config.json and metrics.json."""

    remedy = "Correct it and publish again."


class TagRefusedError(HubError):
    """The tag already names another commit, and tags that people pin never move; or it is no name for a tag."""

    remedy = "Publish under a new tag, or delete the old one with `HfApi().delete_tag`."


class VisibilityMismatchError(HubError):
    """A private push to a repository that everybody can read."""

    remedy = "Make the repo private in its settings first, or publish to another one."


class NotBetterError(HubError):
    """A revision that is worse than the one that is pinned today."""

    remedy = "Keep today's, or add --force, which is written into the pin table."


class NotOwnerError(HubError):
    """Publishing or promoting from the page by somebody who does not run it."""

    remedy = "Sign in as the owner of the Space, or run the app yourself with HF_TOKEN."


class BadSettingError(HubError):
    """Something that a deployment needs is not in the environment."""


class FeedbackFullError(HubError):
    """No more feedback is kept."""

    remedy = "Thank you all the same."


class NothingToPublishError(HubError):
    """A folder without anything that could be published."""

    remedy = "Give the command that makes it first, and the same folder."


class OutdatedError(HubError):
    """Somebody else pushed between the comparison and the commit."""

    remedy = "Publish again."


faults: Counter[str] = Counter()  # how often the Hub has failed in this process, by the name of the error


@contextmanager
def translated(repo: str, revision: str | None = None) -> Iterator[None]:
    """Turns what huggingface_hub and its HTTP client raise about `repo` into the errors of this file.

    What our own code in the block raises passes through: a bug is no Hub that is away.
    """
    try:
        yield
    except HubError:
        raise
    except Exception as error:
        ours = translate(error, repo, revision)
        if ours is None:
            raise
        faults[type(ours).__name__] += 1
        raise ours from error


def translate(error: Exception, repo: str, revision: str | None = None) -> HubError | None:
    """Our error for one of huggingface_hub's, None for one that is not about the Hub.

    Messages are our own words: the Hub's may repeat what was sent, and a token must not reach a log.
    """
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OfflineModeIsEnabled

    if isinstance(error, LocalEntryNotFoundError) and isinstance(
        error.__cause__, Exception
    ):  # says why the Hub was not asked
        return translate(error.__cause__, repo, revision)
    if isinstance(error, HFValidationError):
        return NoSuchRepoError(f"{repo!r} is not the id of a Hub repo.", "Write it as user/repo.")
    if isinstance(error, HfHubHTTPError):
        return _refusal(error, repo, revision)
    if isinstance(error, ValueError) and "Invalid metadata in README.md" in str(error):
        return CardInvalidError("The Hub refused the metadata of the model card.")
    if isinstance(error, OSError) and error.errno and not isinstance(error, ConnectionError | TimeoutError):
        return CacheUnusableError(f"The Hugging Face cache cannot be used: {error.strerror}.")
    if isinstance(error, OfflineModeIsEnabled):
        return HubUnreachableError("HF_HUB_OFFLINE is set.", "Unset it to use the Hub.")
    if isinstance(error, httpx2.TimeoutException | TimeoutError):
        return HubUnreachableError("The Hub did not answer in time.")
    if isinstance(error, httpx2.TransportError | ConnectionError):
        return HubUnreachableError(f"The Hub could not be reached ({type(error).__name__}).")
    if isinstance(error, OSError) and "Consistency check failed" in str(error):
        return DamagedDownloadError("A file came shorter or longer than the Hub announced.")
    if is_of_client(error):
        return HubUnreachableError(f"What answered is no Hub that can be used ({type(error).__name__}).")
    return None


def is_of_client(error: Exception) -> bool:
    """Whether an error is one that only huggingface_hub and its HTTP client have, or was raised in them.

    Not if it came from our own code that they call, nor if they refused the arguments of a call.
    """
    if type(error).__module__.partition(".")[0] in CLIENTS:
        return True
    if not isinstance(error, UNREADABLE):
        return False
    modules = [frame.f_globals.get("__name__", "") for frame, _ in walk_tb(error.__traceback__)]
    for module in reversed(modules):
        package = module.partition(".")[0]
        if package == "hub_utils" or module == "huggingface_hub.utils._validators":  # wraps the methods of HfApi
            return False
        if package in CLIENTS:
            return True
    return False


def _refusal(error: "HfHubHTTPError", repo: str, revision: str | None) -> HubError:
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError

    status = error.response.status_code
    if isinstance(error, GatedRepoError):
        return GatedError(f"{repo} is gated.")
    if isinstance(error, RepositoryNotFoundError):
        return NoSuchRepoError(f"The Hub shows no repo {repo} to this token.")
    if isinstance(error, RevisionNotFoundError):
        return NoSuchRevisionError(f"{repo} has no revision {revision!r}.")
    if status == 401:
        return BadTokenError("The Hub did not accept the token, or there is none.")
    if status in (409, 412):
        return OutdatedError(f"{repo} changed meanwhile (HTTP {status}).")
    if status in (408, 429) or status >= 500:
        return HubUnreachableError(f"The Hub cannot serve now (HTTP {status}).", "Try again later.")
    if status == 404:  # a Hub says what it has not
        return HubUnreachableError("What answered is no Hub (HTTP 404).")
    return ForbiddenError(f"The Hub refused the request for {repo} (HTTP {status}).")
