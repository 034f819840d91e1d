"""Whole disks: dd, making file systems, partition tables, what wipes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from models.recovery.commands.answers import Finding
from models.recovery.commands.calls import Call
from models.recovery.commands.reach import is_stream
from models.recovery.commands.rules.base import Judge, finding, given, reach, rule, shown, unknown_part
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


@rule("ddrescue", "dd_rescue")
def ddrescue(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Copies what can still be read into its second name, which may be a disk."""
    words = given(
        call, (*"abceEFHiKlLmoOQrsTxXZ", "size", "retry-passes", "input-position", "output-position", "sector-size")
    )
    if len(words.operands) < 2:
        return
    source, target = words.operands[:2]
    if reach(target, call) == "device":
        yield finding("dd-device", "destroys", target=target.source, source=source.source)
    elif not is_stream(target.value):
        yield finding("dd-file", "careful", target=target.source)


@rule("badblocks")
def badblocks(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Tests blocks; with -w by writing over them, with -n by writing them again."""
    words = given(call, ("b", "c", "d", "e", "i", "o", "p", "t"))
    if words.has("w"):
        yield finding("wipe-device", "destroys", target=shown(words.operands[:1]))
    elif words.has("n"):
        yield finding("repairs", "careful", target=shown(words.operands[:1]))


SGDISK_READS = {
    "p", "print", "i", "info", "v", "verify", "V", "version", "L", "list-types", "F", "first-in-largest", "E", "f", "D",
    "end-of-largest", "first-aligned-in-largest", "display-alignment", "b", "backup", "S", "h", "help", "a",
    "set-alignment",
}  # fmt: skip
SGDISK_ERASES = ("Z", "z", "o", "d", "l", "R", "zap", "zap-all", "clear", "delete", "load-backup", "replicate")


@rule("sgdisk")
def sgdisk(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Changes a table of partitions, without asking."""
    longs = ("attributes", "backup", "change-name", "delete", "info", "load-backup", "new", "replicate", "transpose",
             "typecode", "set-alignment", "partition-guid", "disk-guid")  # fmt: skip
    words = given(call, (*"aAbcCdiIjklnNrRStuU", *longs))
    target = shown([*words.operands[-1:], *(value for name, value in words.pairs if name in ("R", "replicate"))])
    if words.has("P", "pretend") or not words.options:
        return
    if words.has(*SGDISK_ERASES):
        yield finding("wipe-device", "destroys", target=target)
    elif words.options - SGDISK_READS:
        yield finding("partitions", "careful", target=target)


@rule("mdadm")
def mdadm(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Arrays of disks: making one writes over those that it is made of."""
    longs = ("level", "raid-devices", "spare-devices", "chunk", "metadata", "name", "layout", "bitmap", "size", "uuid",
             "homehost", "config")  # fmt: skip
    words = given(call, (*"lnxceNpbzum", *longs))
    if words.has("C", "create", "zero-superblock", "B", "build"):
        yield finding("wipe-device", "destroys", target=shown(words.operands))
    elif words.has("G", "grow", "f", "fail", "r", "remove", "a", "add", "S", "stop", "replace", "set-faulty", "update"):
        yield finding("repairs", "careful", target=shown(words.operands))


HDPARM_ERASES = (
    "security-erase", "security-set-pass", "trim-sector", "make-bad-sector", "write-sector", "repair-sector",
    "sanitize", "dco-restore", "fwdownload", "format-track",
)  # fmt: skip


@rule("hdparm")
def hdparm(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Settings of a disk, some of which erase it."""
    words = given(call)
    if any(option.startswith(HDPARM_ERASES) for option in words.options):
        yield finding("wipe-device", "destroys", target=shown(call.words[-1:]))


@dataclass(frozen=True)
class Tool:
    """A program with commands of its own, by what they do; `valued` are options before them that have a value."""

    destroys: str
    changes: str
    reads: str
    valued: tuple[str, ...] = ()


TOOLS = {
    "nvme": Tool(
        "format sanitize write-zeroes write-uncor delete-ns write dsm",
        "attach-ns detach-ns create-ns reset subsystem-reset set-feature fw-commit fw-download security-send",
        "list list-subsys list-ns list-ctrl id-ctrl id-ns smart-log error-log fw-log self-test-log effects-log get-log"
        " get-feature show-regs read compare version help device-self-test sanitize-log ns-descs gen-hostnqn",
    ),
    "cryptsetup": Tool(
        "luksFormat erase luksErase luksRemoveKey luksKillSlot luksHeaderRestore format",
        "luksAddKey luksChangeKey luksConvertKey reencrypt repair resize convert config token",
        "open luksOpen close luksClose create remove status luksDump isLuks luksUUID luksHeaderBackup benchmark"
        " tcryptDump tcryptOpen bitlkOpen luksSuspend luksResume plainOpen",
        ("key-file", "key-slot", "S", "d", "cipher", "c", "hash", "h", "s", "key-size", "type", "M", "header"),
    ),
    "diskutil": Tool(
        "eraseDisk eraseVolume partitionDisk secureErase zeroDisk randomDisk reformat eraseOptical deleteContainer"
        " deleteVolume delete deleteLVG addDisk splitPartition mergePartitions deleteVolumeGroup",
        "resizeVolume resizeContainer repairDisk repairVolume rename renameVolume addVolume enableOwnership",
        "list info verifyDisk verifyVolume mount mountDisk unmount unmountDisk umount eject activity listFilesystems",
    ),
    "zpool": Tool(
        "destroy labelclear create",
        "remove detach offline replace add attach clear export import upgrade split trim reguid initialize set",
        "list status get history iostat events scrub version wait online sync checkpoint",
    ),
    "zfs": Tool(
        "destroy rollback",
        "receive recv set rename promote inherit unmount umount unload-key change-key upgrade",
        "list get snapshot snap create clone mount send diff hold holds release version bookmark userspace groupspace",
    ),
    "lvm": Tool(
        "lvremove vgremove pvremove pvcreate lvreduce",
        "lvresize vgreduce lvconvert vgsplit vgmerge pvmove lvchange vgchange vgrename lvrename vgcfgrestore",
        "lvs vgs pvs lvdisplay vgdisplay pvdisplay lvscan vgscan pvscan lvcreate vgcreate vgextend lvextend"
        " version help",
    ),
    "asr": Tool("restore", "", "imagescan info help"),
}  # fmt: skip
GROUPS = ("apfs", "ap", "coreStorage", "cs", "appleRAID", "ar")


def erases(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Programs that erase with one of their commands."""
    tool = TOOLS[call.name]
    words = given(call, tool.valued, leading=True).operands
    if call.name == "diskutil" and words and words[0].value in GROUPS:
        words = words[1:]
    name = words[0].value.lower() if words else ""
    rest = given(replace(call, words=words[1:]))
    if not name or (call.name in ("zpool", "zfs") and rest.has("n")):
        return
    if name in tool.destroys.lower().split():
        yield finding("wipe-device", "destroys", target=shown(call.words[-1:]))
    elif name in tool.changes.lower().split():
        yield finding("repairs", "careful", target=shown(call.words[-1:]))
    elif name not in tool.reads.lower().split():
        yield unknown_part(call, words[:1])


for _name in TOOLS:
    rule(_name)(erases)


@rule("parted")
def parted(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Partitions, by commands behind the disk, or by asking for them."""
    words = given(call, ("a", "align"))
    commands = [text for word in words.operands[1:] for text in word.value.split()]
    target = shown(words.operands[:1])
    if {"mklabel", "mktable", "rm", "resizepart"} & set(commands) or (_is_fed(call) and not commands):
        yield finding("wipe-device", "destroys", target=target)
    elif words.operands and not words.has("l", "list") and not (commands and _reads_table(commands)):
        yield finding("partitions", "careful", target=target)


def _reads_table(commands: list[str]) -> bool:
    return not {"mkpart", "name", "set", "toggle", "disk_set", "disk_toggle", "rescue", "type"} & set(commands)


def _is_fed(call: Call) -> bool:
    """Whether another command, or the text, gives it what it would else ask for."""
    read = any(redirect.operator == "<" for redirect in call.redirects)
    return call.upstream is not None or call.fed is not None or read


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
    erases_all = _is_fed(call) or words.has("delete", "wipe")
    yield finding("partitions", "destroys" if erases_all else "careful", target=shown(words.operands))


@rule("fsck", "e2fsck", "fsck.ext4", "ntfsfix", "xfs_repair", "debugfs", "tune2fs", "resize2fs")
def repairs(call: Call, _judge: Judge) -> Iterator[Finding]:
    """Change a file system where it is."""
    words = given(call, ("R", "f", "L", "O", "t"))
    if words.has("n", "N", "l") or (call.name == "debugfs" and not words.has("w")) or not words.operands:
        return
    yield finding("repairs", "careful", target=shown(words.operands[-1:]))
