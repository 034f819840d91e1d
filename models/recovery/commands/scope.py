"""What a text has told so far: values of variables, what it has tested, the folder that it has gone to."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from models.recovery.commands.shell_words import Word

if TYPE_CHECKING:
    import tree_sitter


@dataclass
class Scope:
    """What the text has told so far."""

    values: dict[str, Word] = field(default_factory=dict)
    tested: set[str] = field(default_factory=set)
    functions: dict[str, "tree_sitter.Node"] = field(default_factory=dict)
    here: str | None = None
    unsure: bool = False
    strict: bool = False  # set -u: a variable that was never set ends the script

    def copy(self) -> "Scope":
        return replace(self, values=dict(self.values), tested=set(self.tested), functions=dict(self.functions))
