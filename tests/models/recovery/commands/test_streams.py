"""Where output goes: devices that hold files, and those that only pass on what they are given."""

import pytest

from models.recovery.commands import explain_command

VERDICTS = [
    ("echo AT > /dev/ttyUSB0", "safe"),
    ("cat fw.hex > /dev/ttyACM0", "safe"),
    ("echo hi > /dev/pts/0", "safe"),
    ("echo hi | tee /dev/tty1", "safe"),
    ("echo hi > /dev/cu.usbserial-110", "safe"),
    ("dd if=fw.bin of=/dev/ttyS0", "safe"),
    ("echo hi > /dev/stderr", "safe"),
    ("cat a > /dev/sda", "destroys"),
    ("cat a | tee /dev/nvme0n1", "destroys"),
    ("cat a > /dev/mapper/root", "destroys"),
    ("echo hi > /dev/shm/x", "careful"),
]


@pytest.mark.parametrize(("command", "harm"), VERDICTS)
def test_a_device_is_a_disk_or_a_line(command, harm):
    assert explain_command(command).harm == harm
