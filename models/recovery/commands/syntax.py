"""Shell text to the simple commands in it. Nothing is run, and nothing is looked up.

Loops, functions, subshells and pipes are walked through in their order. What the text itself tells is kept: values that
it gives to variables, the folder that it goes to, which variables it has tested.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from models.recovery.commands.allowance import MAX_STAGES, Allowance, too_long
from models.recovery.commands.calls import Call
from models.recovery.commands.guards import guards_of
from models.recovery.commands.parsing import tree_of
from models.recovery.commands.scope import Scope, common_scope
from models.recovery.commands.simple_commands import SimpleCommands, Stand

if TYPE_CHECKING:
    import tree_sitter

COMPOUND = {
    "while_statement", "for_statement", "c_style_for_statement", "if_statement", "case_statement", "compound_statement",
    "subshell",
}  # fmt: skip
LOOPS = ("while_statement", "for_statement", "c_style_for_statement")
SIMPLE = ("command", "test_command", "declaration_command", "unset_command", "variable_assignment")


def calls_of(text: str, allowance: Allowance) -> list[Call]:
    """All commands of a text in their order.

    Args:
        text: shell text.
        allowance: what may still be read; what this text has is taken off it.

    Raises:
        ShellSyntaxError: it is no shell text; says where.
        CommandLengthError: it is nested too deep, or has too many commands.
    """
    prepared, root = tree_of(text)
    reader = _Reader(prepared, allowance)
    reader.walk(root, Scope(), Stand())
    return sorted(reader.found, key=lambda call: (call.start, -call.end))


class _Reader(SimpleCommands):
    """Walks the tree and gathers commands."""

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
            scope.become(common_scope([succeeded, failed]))
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
                scope.learn_tested(guards_of(node, self._read).if_true)
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
        reads = tuple(redirect for redirect in stand.extra if redirect.operator == "<" and node.type not in LOOPS)
        inside = stand.inside(fed=stand.fed, reads=reads or stand.reads)
        if node.type == "subshell":
            calls = self._children(node, scope.inner(), inside)
        elif node.type == "if_statement":
            calls = self._if(node, scope, inside)
        elif node.type == "case_statement":
            calls = self._case(node, scope, inside)
        elif node.type in LOOPS:
            calls = self._loop(node, scope, inside)
        else:
            calls = self._children(node, scope, inside)
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
        failed = scope.copy().learn_tested(guards.if_false)
        if calls and calls[-1].name in ("cd", "pushd"):
            scope.unsure = False
        return calls, scope.learn_tested(guards.if_true), failed

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
                succeeded, failed = well, common_scope([failed, ill])
            else:
                succeeded, failed = common_scope([succeeded, well]), ill
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
        scope.become(common_scope(ends))
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
        scope.become(common_scope(ends if rest else [*ends, scope]))
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
        scope.become(within if surely else common_scope([around, within]))
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
