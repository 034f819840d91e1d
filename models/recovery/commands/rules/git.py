"""git: what loses changes that were never committed, and what rewrites what others have."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from models.recovery.commands.answers import Finding
from models.recovery.commands.calls import Call
from models.recovery.commands.rules.base import Given, Judge, finding, given, reach, rule, shown, unknown_part
from models.recovery.commands.shell_words import Word

Part = Callable[[Given, Call], Iterator[Finding]]
BEFORE = ("C", "c", "git-dir", "work-tree", "namespace", "super-prefix", "config-env", "attr-source")  # have a value
VALUED = ("e", "b", "B", "m", "s", "source", "o", "u", "exclude", "message")
EVERYTHING = (".", "*", "./", ":/", "-A", "--all", ":")


@rule("git")
def git(call: Call, judge: Judge) -> Iterator[Finding]:
    """One of git's own commands."""
    words = given(call, BEFORE, leading=True).operands
    if not words:
        return
    name, rest = words[0].value, replace(call, words=tuple(words[1:]))
    if name == "submodule" and words[1:] and words[1].value == "foreach":
        yield from judge.text(" ".join(word.value for word in words[2:]), call)
    elif name in PARTS:
        valued = ("o", "push-option", "repo", "receive-pack") if name == "push" else VALUED
        yield from PARTS[name](given(rest, valued), rest)
    elif name not in HARMLESS_PARTS:
        yield unknown_part(call, words[:1])


def _clean(words: Given, call: Call) -> Iterator[Finding]:
    if words.has("n", "dry-run") or not words.has("f", "force", "i", "interactive"):
        return
    if words.has("i", "interactive"):
        yield finding("rm-asks", "careful", target="git clean")
    else:
        yield finding("git-clean-ignored" if words.has("x", "X") else "git-clean", "destroys", target=_text(call))


def _reset(words: Given, call: Call) -> Iterator[Finding]:
    if words.has("hard"):
        yield finding("git-reset-hard", "destroys", target=_text(call))
    elif words.has("merge", "keep"):
        yield finding("git-rewrites", "careful", target=_text(call))


def _checkout(words: Given, call: Call) -> Iterator[Finding]:
    after_dashes = [word.value for word in call.words]
    paths = after_dashes[after_dashes.index("--") + 1 :] if "--" in after_dashes else []
    everything = any(text in EVERYTHING for text in (paths or [word.value for word in words.operands]))
    if words.has("b", "B", "orphan", "t", "track") and not words.has("f", "force"):
        return
    if everything or words.has("f", "force"):
        yield finding("git-checkout-all", "destroys", target=_text(call))
    elif paths or len(words.operands) > 1 or any(_is_file(word) for word in words.operands) or words.has("p"):
        yield finding("git-checkout-file", "careful", target=paths[0] if paths else shown(words.operands[-1:]))


def _is_file(word: Word) -> bool:
    """A path rather than a branch: it has a suffix such as .py, or begins with a dot."""
    stem, dot, suffix = word.value.rpartition(".")
    return word.has_glob or word.value.startswith("./") or bool(dot and stem and suffix.isalpha() and len(suffix) < 6)


def _restore(words: Given, call: Call) -> Iterator[Finding]:
    if words.has("staged", "S") and not words.has("worktree", "W"):
        return
    if any(word.value in EVERYTHING or reach(word, call) in ("here", "hidden") for word in words.operands):
        yield finding("git-checkout-all", "destroys", target=_text(call))
    elif words.operands:
        yield finding("git-checkout-file", "careful", target=shown(words.operands))


def _switch(words: Given, call: Call) -> Iterator[Finding]:
    if words.has("f", "force", "discard-changes"):
        yield finding("git-checkout-all", "destroys", target=_text(call))


def _push(words: Given, call: Call) -> Iterator[Finding]:
    texts = [word.value for word in words.operands]
    if words.has("n", "dry-run"):
        return
    if words.has("f", "force", "mirror") or any(text.startswith("+") for text in texts):
        yield finding("git-push-force", "destroys", target=_text(call))
    elif words.has("force-with-lease", "force-if-includes"):
        yield finding("git-push-lease", "careful", target=_text(call))
    elif words.has("prune"):
        yield finding("git-push-delete", "destroys", target=_text(call))
    elif words.has("d", "delete") or any(text.startswith(":") for text in texts[1:]):
        yield finding("git-push-delete", "careful", target=_text(call))


def _branch(words: Given, call: Call) -> Iterator[Finding]:
    if words.has("D") or (words.has("d", "delete") and words.has("f", "force")) or words.has("f", "M"):
        yield finding("git-branch", "careful", target=shown(words.operands))


def _stash(words: Given, call: Call) -> Iterator[Finding]:
    first = words.operands[0].value if words.operands else ""
    if first == "clear":
        yield finding("git-stash-clear", "destroys", target=_text(call))
    elif first == "drop":
        yield finding("git-stash-drop", "careful", target=_text(call))


def _history(_words: Given, call: Call) -> Iterator[Finding]:
    yield finding("git-history", "destroys", target=_text(call))


def _reflog(words: Given, call: Call) -> Iterator[Finding]:
    if words.operands and words.operands[0].value in ("expire", "delete"):
        yield finding("git-reflog", "destroys", target=_text(call))


def _gc(words: Given, call: Call) -> Iterator[Finding]:
    prune = words.values.get("prune")
    if prune is not None and prune.value in ("now", "all"):
        yield finding("git-reflog", "destroys", target=_text(call))


def _rebase(words: Given, call: Call) -> Iterator[Finding]:
    if words.has("abort"):
        yield from _merge(words, call)
    elif not words.has("continue", "quit", "skip", "show-current-patch"):
        yield finding("git-rewrites", "careful", target=_text(call))


def _merge(words: Given, call: Call) -> Iterator[Finding]:
    """Merges and their like; ended before their time, what was done in them is lost."""
    if words.has("abort"):
        yield finding("git-checkout-all", "careful", target=_text(call))


def _read_tree(words: Given, call: Call) -> Iterator[Finding]:
    if words.has("n", "dry-run"):
        return
    if words.has("reset") and "u" in words.options:
        yield finding("git-checkout-all", "destroys", target=_text(call))
    else:
        yield finding("git-checkout-file", "careful", target="index")


def _checkout_index(words: Given, call: Call) -> Iterator[Finding]:
    if words.has("f", "force") and not words.has("prefix"):
        if words.has("a", "all"):
            yield finding("git-checkout-all", "destroys", target=_text(call))
        else:
            yield finding("git-checkout-file", "careful", target=shown(words.operands))


def _remote(words: Given, _call: Call) -> Iterator[Finding]:
    if words.operands and words.operands[0].value in ("rm", "remove"):
        yield finding("git-branch", "careful", target=shown(words.operands[1:]))


def _mv(words: Given, call: Call) -> Iterator[Finding]:
    if words.has("f", "force") and not words.has("n", "dry-run"):
        yield finding("mv-onto", "careful", target=shown(words.operands[-1:]), sources=shown(words.operands[:-1]))


def _commit(words: Given, call: Call) -> Iterator[Finding]:
    if words.has("amend"):
        yield finding("git-rewrites", "careful", target=_text(call))


def _rm(words: Given, call: Call) -> Iterator[Finding]:
    if words.has("cached", "n", "dry-run"):
        return
    if any(word.value in EVERYTHING for word in words.operands):
        yield finding("git-rm-all", "destroys" if words.has("f", "force") else "careful", target=shown(words.operands))
    elif words.operands:
        yield finding("git-rm", "careful", target=shown(words.operands))


def _worktree(words: Given, call: Call) -> Iterator[Finding]:
    if words.operands and words.operands[0].value in ("remove", "deinit"):
        forced = words.has("f", "force")
        yield finding("git-worktree", "destroys" if forced else "careful", target=shown(words.operands[1:]))


def _tag(words: Given, call: Call) -> Iterator[Finding]:
    if words.has("d", "delete", "f", "force"):
        yield finding("git-branch", "careful", target=shown(words.operands))


def _update_ref(words: Given, call: Call) -> Iterator[Finding]:
    if words.has("d"):
        yield finding("git-branch", "careful", target=shown(words.operands))


def _text(call: Call) -> str:
    return shown(call.words) or "git"


PARTS: dict[str, Part] = {
    "clean": _clean,
    "reset": _reset,
    "checkout": _checkout,
    "restore": _restore,
    "switch": _switch,
    "push": _push,
    "branch": _branch,
    "stash": _stash,
    "filter-branch": _history,
    "filter-repo": _history,
    "reflog": _reflog,
    "gc": _gc,
    "prune": _gc,
    "rebase": _rebase,
    "commit": _commit,
    "rm": _rm,
    "worktree": _worktree,
    "submodule": _worktree,
    "tag": _tag,
    "update-ref": _update_ref,
    "merge": _merge,
    "cherry-pick": _merge,
    "revert": _merge,
    "am": _merge,
    "pull": _merge,
    "read-tree": _read_tree,
    "checkout-index": _checkout_index,
    "remote": _remote,
    "mv": _mv,
}
_HARMLESS_PARTS = """
add annotate archive bisect blame bundle cat-file check-attr check-ignore check-mailmap check-ref-format cherry citool
clone column commit-graph commit-tree config count-objects credential describe diff diff-files diff-index diff-tree
difftool fast-export fetch for-each-ref format-patch fsck get-tar-commit-id grep gui hash-object help imap-send init
instaweb interpret-trailers log ls-files ls-remote ls-tree mailinfo mailsplit maintenance merge-base merge-tree
mergetool mktag mktree name-rev notes pack-objects patch-id range-diff repack request-pull rerere rev-list rev-parse
send-email shortlog show show-branch show-index show-ref status stripspace var verify-commit verify-pack verify-tag
version whatchanged write-tree
"""
HARMLESS_PARTS = frozenset(_HARMLESS_PARTS.split())
