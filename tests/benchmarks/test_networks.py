import shlex

import pytest

from benchmarks.networks import COMMANDS, command, places
from models.captcha.options import parse_options


@pytest.mark.parametrize("network", COMMANDS)
def test_the_command_trains_the_network_that_is_looked_for(network):
    options = parse_options(shlex.split(command(network))[3:])
    assert (options.network, options.output) == (network, places()[network].as_posix())
    assert options.styles == ["default"] and not options.data
