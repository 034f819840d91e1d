"""python -m demos.words serves this tab alone."""

from demos.shared import ui
from demos.words import build

if __name__ == "__main__":
    ui.launch_alone(build)
