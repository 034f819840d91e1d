"""Shell text to the simple commands in it. Nothing is run, and nothing is looked up.

Loops, functions, subshells and pipes are walked through in their order. What the text itself tells is kept: values that
it gives to variables, the folder that it goes to, which variables it has tested.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from models.recovery.commands.allowance import MAX_STAGES, Allowance, too_long
from models.recovery.commands.calls import Call, Redirect
from models.recovery.commands.errors import ShellSyntaxError
from models.recovery.commands.guards import guards_of
from models.recovery.commands.parsing import parsed, place_of
from models.recovery.commands.reading import read_word
from models.recovery.commands.scope import Scope, merged
from models.recovery.commands.shell_words import Word, plain

if TYPE_CHECKING:
    import tree_sitter

COMPOUND = {
    "while_statement", "for_statement", "c_style_for_statement", "if_statement", "case_statement", "compound_statement",
    "subshell",
}  # fmt: skip
LOOPS = ("while_statement", "for_statement", "c_style_for_statement")
SIMPLE = ("command", "test_command", "declaration_command", "unset_command", "variable_assignment")


@dataclass(frozen=True)
class Stand:
    """Where a node stands: what is redirected of its last command, what it reads, what it is part of, how deep."""

    extra: tuple[Redirect, ...] = ()
    upstream: Call | None = None
    fed: str | None = None
    within: str = ""
    depth: int = 0

    def inside(self, **changes: Any) -> "Stand":
        """One deeper, where what is read stays the same and only what is given is redirected or fed."""
        return replace(self, **({"extra": (), "fed": None} | changes), depth=self.depth + 1)


def calls_of(text: str, allowance: Allowance) -> list[Call]:
    """All commands of a text in their order.

    Args:
        text: shell text.
        allowance: what may still be read; what this text has is taken off it.

    Raises:
        ShellSyntaxError: it is no shell text; says where.
        CommandLengthError: it is nested too deep, or has too many commands.
    """
    prepared, root = parsed(text)
    reader = _Reader(prepared, allowance)
    reader.walk(root, Scope(), Stand())
    return sorted(reader.found, key=lambda call: (call.start, -call.end))


class _Reader:
    """Walks the tree and gathers commands."""

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

    # -- statements

    def walk(self, node: "tree_sitter.Node", scope: Scope, stand: Stand) -> list[Call]:
        """The commands under a node."""
        self.allowance.step(stand.depth)
        kind = node.type
        if kind in SIMPLE:
            self.allowance.command()
            return self._simple(node, scope, stand)
        if kind == "redirected_statement":
            return self._redirected(node, scope, stand)
        if kind == "pipeline":
            return self._pipeline(node, scope, stand)
        if kind == "list":
            calls, succeeded, failed = self._chain(node, scope, stand)
            scope.become(merged([succeeded, failed]))
            return calls
        if kind == "function_definition":
            return self._function(node, scope, stand)
        if kind in COMPOUND:
            return self._compound(node, scope, stand)
        if kind == "comment" or not node.named_child_count:
            return []
        if kind in ("command_substitution", "process_substitution"):
            return self._children(node, scope.inner(), stand.inside(upstream=None))
        return self._children(node, scope, stand.inside())

    def _children(self, node: "tree_sitter.Node", scope: Scope, stand: Stand) -> list[Call]:
        return self._statements(node.named_children, scope, stand)

    def _statements(self, nodes: Iterable["tree_sitter.Node"], scope: Scope, stand: Stand) -> list[Call]:
        calls: list[Call] = []
        for node in nodes:
            calls += self.walk(node, scope, stand)
            if scope.stops:
                scope.knowing(guards_of(node, self._read).if_true)
        return calls

    def _pipeline(self, node: "tree_sitter.Node", scope: Scope, stand: Stand) -> list[Call]:
        calls: list[Call] = []
        stages, upstream, fed = node.named_children, stand.upstream, stand.fed
        if len(stages) > MAX_STAGES:
            raise too_long(f"A pipe has more than {MAX_STAGES} commands.")
        for place, stage in enumerate(stages, 1):
            extra = stand.extra if place == len(stages) else ()
            stage_calls = self.walk(stage, scope.inner(), stand.inside(upstream=upstream, fed=fed, extra=extra))
            calls += stage_calls
            upstream, fed = (stage_calls[-1] if stage_calls else None), None
        return calls

    def _compound(self, node: "tree_sitter.Node", scope: Scope, stand: Stand) -> list[Call]:
        if node.children[0].type == "((":
            return [*self._inside(node, scope, stand), self._test(node, stand)]
        if node.type == "subshell":
            calls = self._children(node, scope.inner(), stand.inside())
        elif node.type == "if_statement":
            calls = self._if(node, scope, stand.inside())
        elif node.type == "case_statement":
            calls = self._case(node, scope, stand.inside())
        elif node.type in LOOPS:
            calls = self._loop(node, scope, stand.inside())
        else:
            calls = self._children(node, scope, stand.inside())
        if stand.extra:
            calls.append(self._add(Call("", (), stand.extra, self.at(node.start_byte), self.at(node.end_byte))))
        return calls

    # -- ways through the text

    def outcomes(self, node: "tree_sitter.Node", scope: Scope, stand: Stand) -> tuple[list[Call], Scope, Scope]:
        """The commands under a node, what is known if it succeeds, and what if it fails; `scope` is one of them."""
        if node.type == "list":
            return self._chain(node, scope, stand)
        self.allowance.step(stand.depth)
        if node.type == "negated_command":
            calls, succeeded, failed = self.outcomes(node.named_children[-1], scope, stand.inside())
            return calls, failed, succeeded
        calls = self.walk(node, scope, stand)
        guards = guards_of(node, self._read)
        failed = scope.copy().knowing(guards.if_false)
        if calls and calls[-1].name in ("cd", "pushd"):
            scope.unsure = False
        return calls, scope.knowing(guards.if_true), failed

    def _chain(self, node: "tree_sitter.Node", scope: Scope, stand: Stand) -> tuple[list[Call], Scope, Scope]:
        """Commands with && and || between them."""
        chain: list[tuple[str, tree_sitter.Node]] = []  # operators and what stands behind them, the last first
        while node.type == "list":
            chain.append((node.children[1].type, node.named_children[-1]))
            node = node.named_children[0]
        stand = stand.inside(upstream=None, extra=stand.extra)
        calls, succeeded, failed = self.outcomes(node, scope, stand.inside())
        while chain:
            operator, part = chain.pop()
            came = succeeded if operator == "&&" else failed
            more, well, ill = self.outcomes(part, came, stand if not chain else stand.inside())
            calls += more
            if operator == "&&":
                succeeded, failed = well, merged([failed, ill])
            else:
                succeeded, failed = merged([succeeded, well]), ill
        return calls, succeeded, failed

    def _condition(
        self, nodes: Sequence["tree_sitter.Node"], scope: Scope, stand: Stand
    ) -> tuple[list[Call], Scope, Scope]:
        *before, last = nodes
        calls = self._statements(before, scope, stand)
        more, succeeded, failed = self.outcomes(last, scope, stand)
        return calls + more, succeeded, failed

    def _if(self, node: "tree_sitter.Node", scope: Scope, stand: Stand) -> list[Call]:
        calls: list[Call] = []
        ends: list[Scope] = []
        other = scope.copy()
        for conditions, statements in clauses(node):
            way = other
            if conditions:
                more, way, other = self._condition(conditions, other, stand)
                calls += more
            calls += self._statements(statements, way, stand)
            ends.append(way)
            if not conditions:
                break
        else:
            ends.append(other)
        scope.become(merged(ends))
        return calls

    def _case(self, node: "tree_sitter.Node", scope: Scope, stand: Stand) -> list[Call]:
        calls: list[Call] = []
        ends, rest = [], False
        for item in node.named_children:
            if item.type == "case_item":
                way = scope.copy()
                calls += self._children(item, way, stand)
                ends.append(way)
                rest |= any(self.source(value) == "*" for value in item.children_by_field_name("value"))
            else:
                calls += self.walk(item, scope, stand)
        scope.become(merged(ends if rest else [*ends, scope]))
        return calls

    def _loop(self, node: "tree_sitter.Node", scope: Scope, stand: Stand) -> list[Call]:
        *head, body = (child for child in node.named_children if child.type != "comment")
        surely = node.type == "for_statement" and self._bind_loop(node, scope)
        before = scope.tested
        if node.type == "while_statement" and head:
            calls, within, around = self._condition(head, scope.copy(), stand)
            if node.children[0].type == "until":
                within, around = around, within
        else:
            calls = self._statements(head, scope, stand)
            within, around = scope.copy(), scope.copy()
        calls += self.walk(body, within, stand)
        within.left = ""
        scope.become(within if surely else merged([around, within]))
        scope.tested &= before | around.tested  # a test within may have gone on with the next one
        return calls

    def _redirected(self, node: "tree_sitter.Node", scope: Scope, stand: Stand) -> list[Call]:
        body, redirects, following = node.child_by_field_name("body"), list(stand.extra), []
        inner, fed = list[Call](), stand.fed
        for child in node.children:
            if child.type == "file_redirect":
                redirects += self._redirects(child, scope)
                inner += self._inside(child, scope, stand)
            elif child.type == "herestring_redirect":
                fed = scope.resolve(self._read(child.named_children[-1])).value
                inner += self._inside(child, scope, stand)
            elif child.type == "heredoc_redirect":
                for part in child.children:
                    if part.type == "file_redirect":
                        redirects += self._redirects(part, scope)
                    elif part.type == "heredoc_body":
                        fed = self.source(part)
                        inner += self._inside(part, scope, stand)
                    elif part.is_named and part.type not in ("heredoc_start", "heredoc_end"):
                        following.append(part)
        if body is None:
            start, end = self.at(node.start_byte), self.at(node.end_byte)
            return [*inner, self._add(Call("", (), tuple(redirects), start, end, stand.upstream, fed, scope.here))]
        own = () if following else tuple(redirects)
        calls = self.walk(body, scope, stand.inside(fed=fed, extra=own))
        for part in following:
            before = calls[-1] if calls else None
            calls += self.walk(part, scope, stand.inside(upstream=before, extra=tuple(redirects)))
        return inner + calls

    def _redirects(self, node: "tree_sitter.Node", scope: Scope) -> Iterator[Redirect]:
        operator = next((child.type for child in node.children if not child.is_named), ">")
        for target in node.children_by_field_name("destination"):
            yield Redirect(operator, scope.resolve(self._read(target)))

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

    def _bind_loop(self, node: "tree_sitter.Node", scope: Scope) -> bool:
        """The variable of a loop stands for each of its values; whether it surely has one.

        If none are named, they are the arguments.
        """
        variable = node.child_by_field_name("variable")
        nodes = node.children_by_field_name("value")
        if variable is None:
            return False
        values = self._words(nodes, scope) if nodes else list(scope.values.get("@", ()))
        kept = [
            replace(value, pieces=tuple(replace(piece, guarded=piece.kind != "command") for piece in value.pieces))
            for value in values
        ]
        if kept:
            scope.assign(self.source(variable), kept)
        return any(value.literal and not value.has_glob for value in values)

    # -- commands

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
        scope.returned(inner)
        return replace(call, body=tuple(body))


def clauses(node: "tree_sitter.Node") -> Iterator[tuple[list["tree_sitter.Node"], list["tree_sitter.Node"]]]:
    """The conditions and the statements of if, each elif, and else, which has no condition."""
    conditions: list[tree_sitter.Node] = []
    statements: list[tree_sitter.Node] = []
    inner = [child for child in node.children if child.type in ("elif_clause", "else_clause")]
    then = node.type == "else_clause"
    for child in node.children:
        then |= child.type == "then"
        if child.is_named and child not in inner and child.type != "comment":
            (statements if then else conditions).append(child)
    yield conditions, statements
    for clause in inner:
        yield from clauses(clause)
