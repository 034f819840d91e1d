"""Owners and permissions, given to whole trees."""

from collections.abc import Iterator

from models.recovery.commands.answers import Finding
from models.recovery.commands.calls import Call
from models.recovery.commands.rules.base import Judge, emptied_reach, finding, given, names_of, reach, rule, shown

OPEN = ("777", "0777", "a+rwx", "ugo+rwx", "o+w", "a+w", "666", "0666")


@rule("chmod", "chown", "chgrp", "setfacl", "chattr")
def chmod(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Changes owners or permissions; with -R of all below."""
    words = given(call, ("m", "x", "reference") if call.name == "setfacl" else ("reference",))
    reference = words.has("reference") or call.name == "setfacl"
    operands = words.operands if reference else words.operands[1:]
    mode = words.operands[0].value if words.operands else ""
    whole = words.has("R", "recursive")
    for word in operands:
        far, empty = reach(word, call), emptied_reach(word, call)
        if far in ("root", "system", "home", "parent", "hidden") and (whole or word.has_glob):
            yield finding("modes-wide", "destroys", target=word.source, command=call.name)
        elif empty in ("root", "system", "home", "here") and whole:
            yield finding("modes-variable", "destroys", target=word.source, names=names_of(word))
        elif whole:
            yield finding("modes-tree", "careful", target=word.source, command=call.name)
    if call.name == "chmod" and mode in OPEN and operands:
        yield finding("modes-open", "careful", target=shown(operands), mode=mode)
    elif call.name == "chmod" and mode in ("000", "0", "0000", "a-rwx"):
        yield finding("modes-none", "careful", target=shown(operands))
    elif call.name != "chmod" and not whole and operands:
        yield finding("modes-one", "careful", target=shown(operands), command=call.name)
