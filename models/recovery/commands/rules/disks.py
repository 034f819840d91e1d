"""Whole disks: dd, making file systems, partition tables, what wipes."""

from collections.abc import Iterator

from models.recovery.commands.answers import Finding
from models.recovery.commands.calls import Call
from models.recovery.commands.reach import is_stream
from models.recovery.commands.rules.base import Judge, finding, given, reach, rule, shown
from models.recovery.commands.shell_words import UNKNOWN, Word, plain

MAKERS = ("mkfs", "mke2fs", "mkswap", "mkdosfs", "mkntfs", "newfs")
FILE_SYSTEMS = ("ext2", "ext3", "ext4", "xfs", "btrfs", "vfat", "fat", "exfat", "ntfs", "f2fs", "minix", "msdos", "jfs")


@rule("dd", "dcfldd", "dc3dd")
def dd(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Copies blocks into what `of=` names."""
    given_values = dict(word.value.partition("=")[::2] for word in call.words if "=" in word.value)
    output = given_values.get("of")
    if output is None or is_stream(output):
        return
    word = Word(output, tuple(plain(output).pieces))
    if reach(word, call) == "device":
        yield finding(
            "dd-device", "destroys", target=output.replace(UNKNOWN, "$…"), source=given_values.get("if", "stdin")
        )
    elif UNKNOWN in output:
        source = next(word.source for word in call.words if word.value.startswith("of="))
        yield finding("dd-unseen", "careful", target=source)
    else:
        yield finding("dd-file", "careful", target=output)


def mkfs(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Makes a file system, over what is there."""
    if call.name.startswith("mkswap") and not call.words:
        return
    words = given(call, ("t", "L", "F" if "fat" in call.name else "", "b", "O", "E", "d", "n", "m", "N", "i", "I"))
    if words.has("n") and call.name in ("mke2fs", "mkfs.ext4") and "n" not in words.values:
        return
    targets = [word for word in words.operands if reach(word, call) == "device"]
    if targets:
        yield finding("mkfs-device", "destroys", target=shown(targets[:1]))
    elif words.operands:
        yield finding("mkfs-file", "careful", target=words.operands[0].source)


for _name in (*MAKERS, *(f"mkfs.{kind}" for kind in FILE_SYSTEMS)):
    rule(_name)(mkfs)


@rule("wipefs")
def wipefs(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Lists signatures; with -a or -o it erases them."""
    words = given(call, ("o", "offset", "t", "types"))
    if words.has("a", "all", "o", "offset") and not words.has("n", "no-act"):
        yield finding("wipe-device", "destroys", target=shown(words.operands))


@rule("blkdiscard")
def blkdiscard(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Tells an SSD to forget everything."""
    yield finding("discard", "destroys", target=shown(given(call, ("o", "l", "p")).operands))


ERASING = {
    "hdparm": ("--security-erase", "--security-erase-enhanced", "--trim-sector-ranges", "--make-bad-sector"),
    "nvme": ("format", "sanitize", "write-zeroes"),
    "cryptsetup": ("luksFormat", "erase", "luksErase", "luksRemoveKey", "luksKillSlot"),
    "sgdisk": ("-Z", "-z", "-o", "--zap-all", "--zap", "--clear"),
    "parted": ("mklabel", "mktable", "rm", "resizepart"),
    "mdadm": ("--zero-superblock",),
    "badblocks": ("-w",),
    "diskutil": ("eraseDisk", "eraseVolume", "partitionDisk", "secureErase", "zeroDisk", "randomDisk", "reformat"),
    "zpool": ("destroy", "labelclear"),
    "zfs": ("destroy", "rollback"),
    "lvm": ("lvremove", "vgremove", "pvremove"),
    "asr": ("restore",),
    "ddrescue": (),
}


def erases(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Programs that erase with one of their commands."""
    if any(word.value in ERASING[call.name] for word in call.words):
        yield finding("wipe-device", "destroys", target=shown(call.words[-1:]))


for _name in ERASING:
    rule(_name)(erases)


@rule("btrfs")
def btrfs(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Deletes subvolumes."""
    texts = [word.value for word in call.words]
    if texts[:1] in (["subvolume"], ["sub"]) and texts[1:2] in (["delete"], ["del"]):
        yield finding("wipe-device", "destroys", target=shown(call.words[2:]))


@rule("lvremove", "vgremove", "pvremove", "lvreduce")
def lvremove(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Takes volumes away."""
    yield finding("wipe-device", "destroys", target=shown(given(call, ("L", "l")).operands))


@rule("fdisk", "cfdisk", "gdisk", "sfdisk", "gparted")
def partitions(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Change the table of partitions, most of them by asking."""
    words = given(call)
    if words.has("l", "list", "d", "dump", "n", "no-act", "s", "V", "v") or not words.operands:
        return
    fed = call.upstream is not None or call.fed is not None
    yield finding("partitions", "destroys" if fed else "careful", target=shown(words.operands))


@rule("fsck", "e2fsck", "fsck.ext4", "ntfsfix", "xfs_repair", "debugfs", "tune2fs", "resize2fs")
def repairs(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Change a file system where it is."""
    words = given(call, ("R", "f", "L", "O", "t"))
    if words.has("n", "N", "l") or (call.name == "debugfs" and not words.has("w")) or not words.operands:
        return
    yield finding("repairs", "careful", target=shown(words.operands[-1:]))
