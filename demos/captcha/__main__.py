"""python -m demos.captcha serves this tab alone."""

from demos.captcha import build
from demos.shared import ui

if __name__ == "__main__":
    ui.launch_alone(build)
