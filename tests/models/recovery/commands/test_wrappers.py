"""Commands behind others: sudo, ssh, xargs and their like, however their options are written."""

import pytest

from models.recovery.commands import explain_command

VERDICTS = [
    ("sudo -Hu postgres psql -c 'drop database x'", "destroys"),
    ("sudo -iu bob rm -rf /", "destroys"),
    ("sudo -nu root rm -rf /", "destroys"),
    ("sudo -uroot rm -rf /", "destroys"),
    ("sudo --chdir /tmp rm -rf /", "destroys"),
    ("sudo --user=root -- rm -rf /", "destroys"),
    ("sudo -k rm -rf /", "destroys"),
    ("sudo -k", "safe"),
    ("sudo -nv", "safe"),
    ("sudo -lU bob", "safe"),
    ("sudo -iu postgres", "careful"),
    ("sudo bash < setup.sh", "unknown"),
    ("doas -nu root rm -rf /", "destroys"),
    ("runuser -u bob -- rm -rf /", "destroys"),
    ("env -iu PATH rm -rf /", "destroys"),
    ("env -S 'rm -rf /'", "destroys"),
    ("timeout -vk 5 10 rm -rf /", "destroys"),
    ("timeout --kill-after 5 10 rm -rf /", "destroys"),
    ("ionice -tc 2 rm -rf /", "destroys"),
    ("nice -10 rm -rf /", "destroys"),
    ("strace -fo log rm -rf /", "destroys"),
    ("flock -nw 5 /tmp/lock rm -rf /", "destroys"),
    ("flock /tmp/lock -c 'rm -rf /'", "destroys"),
    ("ssh -tp 22 host rm -rf /", "destroys"),
    ("ssh -vi key host ls", "safe"),
    ("watch -tn 1 'rm -rf /'", "destroys"),
    ("ls | xargs -rn 1 rm", "destroys"),
    ("find . -name '*.o' | xargs -rn 1 rm", "careful"),
    ("find . -name '*.o' -print0 | xargs -0rn 1 ls", "safe"),
    ("ls | xargs -0rI{} rm {}", "destroys"),
    ("parallel -j 4 rm -rf ::: a /", "destroys"),
]


@pytest.mark.parametrize(("command", "harm"), VERDICTS)
def test_what_stands_behind_options_is_judged(command, harm):
    assert explain_command(command).harm == harm
