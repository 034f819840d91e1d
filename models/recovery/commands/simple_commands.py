"""Simple commands: their words, where their input and output go, what they assign, the functions that they call."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from models.recovery.commands.allowance import Allowance
from models.recovery.commands.calls import Call, Redirect
from models.recovery.commands.errors import ShellSyntaxError
from models.recovery.commands.parsing import place_of
from models.recovery.commands.reading import read_word
from models.recovery.commands.scope import Scope
from models.recovery.commands.shell_words import Word, plain

if TYPE_CHECKING:
    import tree_sitter


@dataclass(frozen=True)
class Stand:
    """Where a node stands: what is redirected of its last command, what it reads, what it is part of, how deep."""

    extra: tuple[Redirect, ...] = ()
    upstream: Call | None = None
    fed: str | None = None
    within: str = ""
    depth: int = 0
    reads: tuple[Redirect, ...] = ()  # what a group of commands reads that it is part of

    def inside(self, **changes: Any) -> "Stand":
        """One deeper, where what is read stays the same and only what is given is redirected or fed."""
        return replace(self, **({"extra": (), "fed": None} | changes), depth=self.depth + 1)


class SimpleCommands:
    """Reads simple commands and gathers them; what stands between them is walked through by a class on top of it."""

    def __init__(self, text: str, allowance: Allowance):
        self.allowance = allowance
        self.raw, self.text = text.encode(), text
        self.found: list[Call] = []
        self.expanding: tuple[str, ...] = ()
        self.starts = self._character_starts()

    def _character_starts(self) -> list[int] | None:
        """For each byte its character, if they differ."""
        if len(self.raw) == len(self.text):
            return None
        places: list[int] = []
        for number, character in enumerate(self.text):
            places += [number] * len(character.encode())
        return [*places, len(self.text)]

    def at(self, byte: int) -> int:
        return byte if self.starts is None else self.starts[byte]

    def source(self, node: "tree_sitter.Node") -> str:
        return self.raw[node.start_byte : node.end_byte].decode()

    def _read(self, node: "tree_sitter.Node") -> Word:
        return read_word(node, self.source, self.at)

    def walk(self, node: "tree_sitter.Node", scope: Scope, stand: Stand) -> list[Call]:
        """The commands under a node."""
        raise NotImplementedError

    def _inside(self, node: "tree_sitter.Node", scope: Scope, stand: Stand) -> list[Call]:
        """Commands whose output is put into words: they run too."""
        self.allowance.step(stand.depth, node.named_child_count)
        found: list[Call] = []
        for child in node.named_children:
            if child.type in ("command_substitution", "process_substitution"):
                found += self.walk(child, scope, Stand(within=stand.within or "substitution", depth=stand.depth + 1))
            elif child.named_child_count:
                found += self._inside(child, scope, stand.inside())
        return found

    def _redirects(self, node: "tree_sitter.Node", scope: Scope) -> Iterator[Redirect]:
        operator = next((child.type for child in node.children if not child.is_named), ">")
        for target in node.children_by_field_name("destination"):
            yield Redirect(operator, scope.resolve(self._read(target)))

    def _words(self, nodes: Iterable["tree_sitter.Node"], scope: Scope) -> list[Word]:
        """The words that some nodes of a command give."""
        words = [word for node in nodes for word in scope.expand(self._read(node))]
        self.allowance.step(0, len(words))
        return words

    def _simple(self, node: "tree_sitter.Node", scope: Scope, stand: Stand) -> list[Call]:
        inner, fed = self._inside(node, scope, stand), stand.fed
        if node.type == "variable_assignment":
            self._assign(node, scope)
            return inner
        if node.type == "test_command":
            return [*inner, self._test(node, stand)]
        words: list[Word] = []
        redirects = list(stand.extra)
        for child in node.children:
            if child.type == "variable_assignment":
                if node.type == "declaration_command":
                    self._assign(child, scope)
                words.append(plain(self.source(child), self.at(child.start_byte))) if words else None
            elif child.type == "file_redirect":
                redirects += self._redirects(child, scope)
            elif child.type == "herestring_redirect":
                fed = scope.resolve(self._read(child.named_children[-1])).value
            elif child.type == "subshell":
                raise self._unexpected(child)
            elif child.is_named or node.type in ("declaration_command", "unset_command"):
                words += self._words([child], scope)
        if not words:
            return inner
        start, end = self.at(node.start_byte), self.at(node.end_byte)
        end = max([end, *(redirect.target.end for redirect in redirects)])
        name = words[0].literal or words[0].value
        call = Call(name, tuple(words[1:]), tuple(redirects), start, end, stand.upstream, fed, scope.here)
        call = replace(call, unsure=scope.unsure, within=stand.within)
        if stand.reads and call.upstream is None and fed is None:
            call = replace(call, redirects=(*call.redirects, *stand.reads))
        call = self._with_body(call, scope, stand)
        scope.learn(call)
        return [*inner, self._add(call)]

    def _test(self, node: "tree_sitter.Node", stand: Stand) -> Call:
        """A test in brackets, [ ], [[ ]] or (( )): a command without words."""
        end = max([self.at(node.end_byte), *(redirect.target.end for redirect in stand.extra)])
        brackets = node.children[0].type
        start = self.at(node.start_byte)
        return self._add(Call(brackets, (), stand.extra, start, end, stand.upstream, within=stand.within))

    def _unexpected(self, node: "tree_sitter.Node") -> ShellSyntaxError:
        line, column = place_of(self.text, self.at(node.start_byte))
        return ShellSyntaxError(
            f"Line {line}, column {column}: a bracket that a shell does not take.",
            "Give shell commands; this looks like another language, or quotes are missing.",
            line,
            column,
        )

    def _add(self, call: Call) -> Call:
        self.found.append(call)
        return call

    def _assign(self, node: "tree_sitter.Node", scope: Scope) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None:
            return
        added = any(child.type == "+=" for child in node.children)
        if value is None:
            scope.assign(self.source(name), [Word("", ())], added)
        elif value.type == "array":
            scope.assign_list(self.source(name), self._words(value.named_children, scope), added)
        else:
            scope.assign(self.source(name), scope.ways(self._read(value)), added)

    # -- functions

    def _function(self, node: "tree_sitter.Node", scope: Scope, stand: Stand) -> list[Call]:
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name is None or body is None:
            return []
        scope.functions = {**scope.functions, self.source(name): body}
        calls = self.walk(body, scope.inner(), Stand(within="function", depth=stand.depth + 1))
        own = {call for call in calls if call.name == self.source(name)}
        behind = re.search(r"&(?!&)", self.source(body)) or any(call.upstream in own for call in own)
        if len(own) > 1 and behind:
            start, end = self.at(node.start_byte), self.at(node.end_byte)
            self.found = [call for call in self.found if call not in own]
            calls.append(self._add(Call("", (), (), start, end, within=stand.within, bomb=True)))
        return calls

    def _with_body(self, call: Call, scope: Scope, stand: Stand) -> Call:
        """The commands of the function that is called, with its arguments put in."""
        if call.name not in scope.functions or call.name in self.expanding:
            return call
        inner = scope.inner()
        inner.give_arguments(call.words)
        kept, self.expanding, self.found = self.found, (*self.expanding, call.name), []
        within = Stand(upstream=call.upstream, fed=call.fed, within="function", depth=stand.depth + 1)
        body = self.walk(scope.functions[call.name], inner, within)
        self.found, self.expanding = kept, self.expanding[:-1]
        scope.leave_function(inner)
        return replace(call, body=tuple(body))
