"""What the losses are worth, which article 4493 left open: the table that the tab and the card of `faq` show.

python -m models.losses.evaluate                        prints the table, in three minutes of a core
python -m models.losses.evaluate --save                 also writes models/losses/effects.json
python -m models.losses.evaluate --question centres     one question only

Ten runs of each thing on scikit-learn's digits and five on our FAQ, in pairs: a run's split, first weights and batches
are the same for all that is compared in it. The scores of the matcher that is served are models.losses.faq.evaluate's.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from models.evaluation import Recomputed, option, parse_options, run, shown_command
from models.losses.effects.table import TABLE, Effect, text, write
from models.losses.functions.checks import choice, number

QUESTIONS = ("confidence", "matching", "centres")


@dataclass
class Options:
    """Measures what the losses do, by pairs of runs."""

    runs: int = option(10, "seeds on digits, at least 2; on the FAQ half as many, at least 2")
    question: str = option("", f"one of {', '.join(QUESTIONS)}; all of them if it is not given")
    fast: bool = option(False, "train for a moment only, to see that it works")
    save: bool = option(False, "write the table to --table")
    table: str = option(str(TABLE.relative_to(Path(__file__).parents[2])), "where --save writes it")


def measure(options: Options) -> Iterator[Effect]:
    """The effects that are asked for, as they are found. Raises OutOfRangeError for options that are not served."""
    runs = int(number("runs", options.runs, 2, 1_000))
    asked = [choice("question", options.question, QUESTIONS)] if options.question else list(QUESTIONS)
    _calm_tensorflow()
    for question in asked:
        yield from _measures()[question](runs, options.fast)


def _measures() -> dict[str, Callable[[int, bool], Iterator[Effect]]]:
    from models.losses.effects import centres, confidence, matching  # TensorFlow

    def half(runs: int, fast: bool) -> Iterator[Effect]:
        return matching.measure(max(2, runs // 2), fast)

    return {"confidence": confidence.measure, "matching": half, "centres": centres.measure}


def _calm_tensorflow() -> None:
    """Networks this small gain nothing by threads, and that each is compiled once is no fault."""
    import tensorflow as tf

    tf.get_logger().setLevel("ERROR")
    for set_threads in (
        tf.config.threading.set_intra_op_parallelism_threads,
        tf.config.threading.set_inter_op_parallelism_threads,
    ):
        try:
            set_threads(1)
        except RuntimeError:  # it has begun to compute, and keeps its threads
            return


def recompute(folder: Path, whole: bool = True) -> Recomputed:
    """The headline figure of the checkpoint `faq`, from its weights.

    Args:
        folder: checkpoint folder.
        whole: on everything that the figure was measured on; else on a sample.
    """
    from models.losses.faq import evaluate

    return evaluate.recompute(folder, whole)


def main(options: Options) -> None:
    """Prints the table, and saves it if asked. Raises OutOfRangeError."""
    found = list(measure(options))
    print(text(found))
    if options.save:
        write(Path(options.table), shown_command("models.losses.evaluate", options, ("save", "table")), found)


if __name__ == "__main__":
    run(main, partial(parse_options, Options))
