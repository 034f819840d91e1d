"""python -m demos.articles serves this tab alone."""

from demos.articles import build
from demos.shared import ui

if __name__ == "__main__":
    ui.launch_alone(build)
