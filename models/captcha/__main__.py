"""python -m models.captcha captcha.png --charset 0123456789 --length 4

Reads captcha pictures and prints, for each, its name, its text, its confidence and whether it is unsure.
"""

import argparse
import io
import sys
from collections.abc import Sequence

from errors import ExplainedError
from models.captcha import CaptchaError, load
from models.captcha.constraints import length_in
from models.evaluation import open_folder
from settings import start_logging


def parser() -> argparse.ArgumentParser:
    """The command line."""
    command = argparse.ArgumentParser(prog="python -m models.captcha", description="Reads captcha pictures.")
    command.add_argument("image", nargs="+", help="picture file")
    command.add_argument("--folder", default="checkpoints/captcha", help="checkpoint folder (%(default)s)")
    command.add_argument("--charset", help="the only characters that may occur, or names of classes: lower+digits")
    command.add_argument("--length", type=length_in, help="how many characters there are: 4, or 4-6")
    return command


def main(arguments: Sequence[str] | None = None) -> int:
    """Reads each picture; the exit status, 1 if one could not be read."""
    options = parser().parse_args(arguments)
    start_logging()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="surrogateescape")  # file names that are not UTF-8 as they are
    try:
        solver, failed = open_folder(load, options.folder), 0
    except ExplainedError as error:
        print(error, file=sys.stderr)
        return 1
    for image in options.image:
        try:
            reading = solver.solve([image], options.charset, options.length)[0]
        except CaptchaError as error:
            failed = 1
            print(f"{image}: {error}", file=sys.stderr)
            continue
        print(image, reading.text, f"{reading.confidence:.3f}", "unsure" if reading.unsure else "sure", sep="\t")
    return failed


if __name__ == "__main__":
    sys.exit(main())
