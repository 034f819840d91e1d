"""A command's findings: by its rule, by its redirects, and by the commands that it runs itself."""

import posixpath
from dataclasses import replace

from models.recovery.commands.allowance import Allowance
from models.recovery.commands.answers import HARMS, Finding
from models.recovery.commands.calls import Call
from models.recovery.commands.errors import ShellSyntaxError
from models.recovery.commands.rules import HARMLESS, RULES, redirected
from models.recovery.commands.rules.base import finding
from models.recovery.commands.shell_words import UNKNOWN
from models.recovery.commands.syntax import calls_of

MAX_NESTED = 6  # texts within texts, as of sh -c "sh -c ..."


class Judges:
    """Judges calls; `depth` counts how deep a text lies in texts, and all of them share one allowance."""

    def __init__(self, allowance: Allowance, depth: int = 0):
        self.allowance, self.depth = allowance, depth

    def call(self, call: Call) -> list[Finding]:
        """The findings of a command, the worst first, none twice."""
        if call.bomb:
            return [finding("fork-bomb", "destroys", target=":")]
        if self.depth > MAX_NESTED:
            return [finding("runs-unseen", "careful", target=call.name)]
        found = [*self._by_rule(call), *redirected(call)]
        for inner in call.body:
            found += self.call(inner)
        return sorted(dict.fromkeys(found), key=lambda one: -HARMS.index(one.harm))

    def _by_rule(self, call: Call) -> list[Finding]:
        name = call.name.lstrip("\\")
        name = posixpath.basename(name) or name
        if call.body or not (name or call.words):
            return []
        if not name.strip(UNKNOWN):
            return [finding("runs-unseen", "careful", target="$…")]
        if name in RULES:
            return list(RULES[name](_named(call, name), Judges(self.allowance, self.depth + 1)))
        return [] if name in HARMLESS else [self._unknown(call, name)]

    def _unknown(self, call: Call, name: str) -> Finding:
        if "/" in call.name or name.endswith((".sh", ".py")):
            return finding("runs-file", "unknown", target=call.name)
        return finding("unknown-command", "unknown", target=name)

    def text(self, text: str, of: Call) -> list[Finding]:
        """The findings of a shell text that a command runs."""
        if self.depth > MAX_NESTED:
            return [finding("runs-unseen", "careful", target=of.name)]
        try:
            calls = calls_of(text, self.allowance)
        except ShellSyntaxError:
            return [finding("runs-unseen", "careful", target=text[:60])]
        return [one for call in calls for one in self.call(_with_input_of(call, of))]


def _named(call: Call, name: str) -> Call:
    return call if call.name == name else replace(call, name=name)


def _with_input_of(call: Call, of: Call) -> Call:
    """A command of a text that reads what the one reads that runs the text, if it is given nothing else."""
    if call.upstream is not None or call.fed is not None or any(one.operator == "<" for one in call.redirects):
        return call
    read = tuple(redirect for redirect in of.redirects if redirect.operator == "<")
    return replace(call, upstream=of.upstream, fed=of.fed, redirects=(*call.redirects, *read))
