"""python -m demos.gan serves this tab alone."""

from demos.gan import build
from demos.shared import ui

if __name__ == "__main__":
    ui.launch_alone(build)
