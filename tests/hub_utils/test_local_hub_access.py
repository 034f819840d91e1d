"""Who may see and change what on the local Hub, and what nobody may read."""

import json

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError, LocalTokenNotFoundError, RepositoryNotFoundError

SECRET = "a-value-that-nobody-may-read"


@pytest.fixture
def api(local_hub) -> HfApi:
    return HfApi(endpoint=local_hub.endpoint, token=local_hub.token)


@pytest.fixture
def other(local_hub) -> HfApi:
    return HfApi(endpoint=local_hub.endpoint, token=local_hub.other_token)


@pytest.fixture
def anonymous(local_hub) -> HfApi:
    return HfApi(endpoint=local_hub.endpoint, token=False)


def status(refusal: pytest.ExceptionInfo[HfHubHTTPError]) -> int:
    return refusal.value.response.status_code


def test_a_token_names_its_user(api, other, local_hub):
    me = api.whoami()
    assert me["name"] == "user" and [organisation["name"] for organisation in me["orgs"]] == ["house"]
    assert other.whoami()["orgs"] == []
    with pytest.raises(LocalTokenNotFoundError):
        HfApi(endpoint=local_hub.endpoint).whoami()


def test_a_wrong_token_is_told_from_a_missing_repository(local_hub, api):
    api.create_repo("user/wrong-token")
    wrong = HfApi(endpoint=local_hub.endpoint, token="hf_this_token_is_wrong")
    for call in (wrong.whoami, lambda: wrong.model_info("user/wrong-token"), lambda: wrong.create_repo("user/new")):
        with pytest.raises(HfHubHTTPError) as refusal:
            call()
        assert status(refusal) == 401 and not isinstance(refusal.value, RepositoryNotFoundError)
        assert refusal.value.response.headers["X-Error-Message"] == "Invalid credentials in Authorization header"


def test_everybody_reads_a_public_repository_and_its_owner_writes(api, other, anonymous, tmp_path):
    api.create_repo("user/public")
    api.upload_file(path_or_fileobj=b"text", path_in_repo="a.txt", repo_id="user/public")
    for reader in (api, other, anonymous):
        assert reader.hf_hub_download("user/public", "a.txt", cache_dir=tmp_path)
    for writer, code in ((other, 403), (anonymous, 401)):
        for change in (
            lambda writer=writer: writer.upload_file(path_or_fileobj=b"", path_in_repo="b", repo_id="user/public"),
            lambda writer=writer: writer.create_tag("user/public", tag="v1"),
            lambda writer=writer: writer.create_branch("user/public", branch="b"),
            lambda writer=writer: writer.update_repo_settings("user/public", private=True),
            lambda writer=writer: writer.delete_repo("user/public"),
        ):
            with pytest.raises(HfHubHTTPError) as refusal:
                change()
            assert status(refusal) == code
    assert api.list_repo_refs("user/public").tags == [] and api.model_info("user/public").private is False


def test_nobody_else_sees_a_private_repository(api, other, anonymous):
    api.create_repo("user/private", private=True)
    api.upload_file(path_or_fileobj=b"text", path_in_repo="a.txt", repo_id="user/private")
    assert api.model_info("user/private").private
    for stranger, code in ((other, 404), (anonymous, 401)):
        for name in ("user/private", "user/absent"):  # one cannot be told from the other
            with pytest.raises(RepositoryNotFoundError) as refusal:
                stranger.model_info(name)
            assert status(refusal) == code
        assert "user/private" not in {model.id for model in stranger.list_models()}
        assert not stranger.file_exists("user/private", "a.txt")
    assert "user/private" in {model.id for model in api.list_models()}
    api.update_repo_settings("user/private", private=False)
    assert anonymous.file_exists("user/private", "a.txt")


def test_organisations_belong_to_their_members(api, other):
    api.create_repo("house/shared")
    with pytest.raises(HfHubHTTPError) as refusal:
        other.create_repo("house/mine")
    assert status(refusal) == 403 and 'under the namespace "house"' in str(refusal.value)


def test_a_repository_is_made_once_and_removed(api):
    first = api.create_repo("user/once")
    assert api.create_repo("user/once", exist_ok=True) == first
    with pytest.raises(HfHubHTTPError, match="already created") as refusal:
        api.create_repo("user/once")
    assert status(refusal) == 409
    api.create_repo("user/once", repo_type="dataset")  # another kind, another repository
    api.delete_repo("user/once")
    assert not api.repo_exists("user/once") and api.repo_exists("user/once", repo_type="dataset")
    with pytest.raises(RepositoryNotFoundError):
        api.delete_repo("user/once")
    api.delete_repo("user/once", missing_ok=True)


def test_lists_are_searched_filtered_and_limited(api):
    for name, tag in (("alpha-list", "red"), ("beta-list", "red"), ("gamma-list", "blue")):
        api.create_repo(f"house/{name}", repo_type="dataset")
        card = f"---\ntags: [{tag}]\nlicense: mit\n---\n".encode()
        api.upload_file(path_or_fileobj=card, path_in_repo="README.md", repo_id=f"house/{name}", repo_type="dataset")

    def found(**query):
        return [dataset.id for dataset in api.list_datasets(author="house", **query)]

    assert found() == ["house/alpha-list", "house/beta-list", "house/gamma-list"]
    assert found(filter="red") == ["house/alpha-list", "house/beta-list"]
    assert found(filter=["red", "license:mit"], search="BETA") == ["house/beta-list"]
    assert found(limit=1) == ["house/alpha-list"]
    assert found(filter="green") == []


def test_a_secret_is_never_readable(api, other, anonymous, local_hub):
    space = "user/space-with-secrets"
    given = {"key": "FIRST", "value": SECRET, "description": "of the start"}
    api.create_repo(space, repo_type="space", space_sdk="gradio", space_secrets=[given])
    api.add_space_secret(space, "SECOND", SECRET)
    api.add_space_variable(space, "NAME", "value", description="shown")
    secrets = api.get_space_secrets(space)
    assert {key: secret.description for key, secret in secrets.items()} == {"FIRST": "of the start", "SECOND": None}
    assert anonymous.get_space_variables(space)["NAME"].value == "value"
    for stranger in (other, anonymous):
        with pytest.raises(HfHubHTTPError):
            stranger.get_space_secrets(space)
    assert api.space_info(space).sdk == "gradio" and api.get_space_runtime(space).stage == "STOPPED"
    kept = b"".join(path.read_bytes() for path in local_hub.root.rglob("*") if path.is_file())
    assert SECRET.encode() not in kept and SECRET not in local_hub.log()
    api.delete_space_secret(space, "FIRST")
    api.delete_space_variable(space, "NAME")
    assert set(api.get_space_secrets(space)) == {"SECOND"} and api.get_space_variables(space) == {}


def test_only_digests_of_tokens_are_kept(local_hub):
    accounts = local_hub.root / "accounts.json"
    assert set(json.loads(accounts.read_text())) == {"user", "other"}
    assert local_hub.token not in accounts.read_text()
    assert accounts.stat().st_mode & 0o077 == 0
