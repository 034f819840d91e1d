"""Publishing a training run and promoting a revision, from the page: for the owner alone, asked at every call."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.i18n import I18nData

import hub_utils
from demos.hub.owners import check_owner, owns
from demos.shared.languages import label
from demos.shared.refusals import errors_explained
from hub_utils import space
from hub_utils.checkpoint import read_json
from hub_utils.choices import BUNDLED
from hub_utils.pins import BUNDLED as FOLDER
from hub_utils.pins import TABLE, entry

# Gradio 6.31 takes fields that gr.render makes for answers, unless they say that they are none
FIELD: dict[str, Any] = {"interactive": True, "min_width": 200}
# What the controls say
WORDS = (
    "releases", "releases_about", "name", "repo", "target_info", "source", "tag", "tag_info", "private", "plan",
    "publish", "candidate", "candidate_info", "force", "promote", "said",
)  # fmt: skip
RUNS = Path(__file__).parents[2] / "runs"  # where `--run runs/mine --output runs/mine/checkpoint` leaves checkpoints


def plan_publication(
    name: str,
    source: str,
    repo: str,
    tag: str,
    private: bool,
    request: gr.Request | None = None,
    profile: gr.OAuthProfile | None = None,
) -> str:
    """Says what a publication would send, file by file."""
    with errors_explained(request):
        check_owner(request, profile)
        return str(hub_utils.plan(**_sent(name, source, repo, tag, private)))


def publish_checkpoint(
    name: str,
    source: str,
    repo: str,
    tag: str,
    private: bool,
    request: gr.Request | None = None,
    profile: gr.OAuthProfile | None = None,
) -> str:
    """Publishes a checkpoint folder as one commit with a tag, and says which."""
    planned = plan_publication(name, source, repo, tag, private, request, profile)
    with errors_explained(request):
        sent = _sent(name, source, repo, tag, private)
        return f"{planned}\n\n{sent['repo']}@{hub_utils.publish(**sent)}"


def _sent(name: str, source: str, repo: str, tag: str, private: bool) -> dict[str, Any]:
    """The arguments of `hub_utils.plan` and `hub_utils.publish`."""
    return {
        "folder": folder(name, source),
        "repo": repo.strip(),
        "tag": tag.strip() or None,
        "private": private,
    }


def promote_revision(
    name: str,
    repo: str,
    revision: str,
    force: bool,
    request: gr.Request | None = None,
    profile: gr.OAuthProfile | None = None,
) -> str:
    """Has the app serve a revision unless its card has a worse number than today's, and says both."""
    said: list[str] = []
    with errors_explained(request):
        check_owner(request, profile)
        if not revision.strip():
            raise hub_utils.NoSuchRevisionError("No revision is given.")
        hub_utils.promote(name, revision.strip(), repo=repo.strip() or None, force=force, show=said.append)
    return "\n\n".join(said)


def sources(name: str) -> list[str]:
    """The folders that can be published: `bundled`, and those of training runs of the same system, newest first."""
    system = entry(name).system
    made = sorted(RUNS.glob("*/checkpoint/config.json"), key=lambda path: -path.stat().st_mtime)
    runs = [path.parent.relative_to(RUNS.parent).as_posix() for path in made if _system(path) == system]
    return [*([BUNDLED] if (FOLDER / name).is_dir() else []), *runs]


def folder(name: str, source: str) -> Path:
    """The folder that one of `sources(name)` means; raises NotOfferedError for any other."""
    if source not in sources(name):
        raise hub_utils.NotOfferedError(f"{source!r} is no checkpoint of {name} here.", "Choose one from the list.")
    return FOLDER / name if source == BUNDLED else RUNS.parent / source


def _system(config: Path) -> str | None:
    try:
        return read_json(config).get("system")
    except hub_utils.HubError:
        return None


def build() -> None:
    """Where visitors sign in, if they can; and for the owner the controls, which nobody else is sent."""
    words = {name: label(f"hub.{name}") for name in WORDS}  # now, so that they travel with the page
    place = space.here()
    if place and place.signs_in:
        gr.LoginButton("Sign in with Hugging Face · 登录", "Sign out {} · 退出", size="sm")  # Gradio compares the text

    @gr.render(show_progress="hidden", queue=False)  # type: ignore[untyped-decorator]  # Gradio types it not
    def controls(request: gr.Request, profile: gr.OAuthProfile | None) -> None:
        if owns(request, profile):
            _controls(words)


def _controls(words: Mapping[str, I18nData]) -> None:
    with gr.Accordion(words["releases"], open=False):
        gr.Markdown(words["releases_about"])
        with gr.Row():
            name = gr.Dropdown(list(TABLE), value=next(iter(TABLE)), label=words["name"], **FIELD)
            repo = gr.Textbox(_repo(name.value), label=words["repo"], info=words["target_info"], **FIELD)
        with gr.Row():
            source = gr.Dropdown(sources(name.value), label=words["source"], **FIELD)
            tag = gr.Textbox(label=words["tag"], info=words["tag_info"], **FIELD)
        private = gr.Checkbox(label=words["private"], interactive=True)
        with gr.Row():
            plan, publish = gr.Button(words["plan"]), gr.Button(words["publish"], variant="primary")
        with gr.Row():
            revision = gr.Textbox(label=words["candidate"], info=words["candidate_info"], **FIELD)
            force = gr.Checkbox(label=words["force"], **FIELD)
        promote = gr.Button(words["promote"], variant="primary")
        said = gr.Code(label=words["said"], language=None, interactive=False, lines=4)
    name.input(offer, name, [source, repo], api_visibility="private", show_progress="hidden")
    given = [name, source, repo, tag, private]
    plan.click(plan_publication, given, said, api_visibility="private")
    publish.click(publish_checkpoint, given, said, api_visibility="private")
    promote.click(promote_revision, [name, repo, revision, force], said, api_visibility="private")


def offer(
    name: str, request: gr.Request | None = None, profile: gr.OAuthProfile | None = None
) -> tuple[gr.Dropdown, str]:
    """The folders that can be published under a name, and the repo that the settings name for it."""
    with errors_explained(request):
        check_owner(request, profile)
        found = sources(name)
    return gr.Dropdown(choices=found, value=found[0] if found else None), _repo(name)


def _repo(name: str) -> str:
    return next((repo for repo in hub_utils.choices(name) if repo != BUNDLED), "")
