"""Drawn captchas as a data set: pictures, texts and styles, in the splits that training goes by.

python -m models.captcha.push --n 5000                                     into runs/captchas/data
python -m models.captcha.push --n 5000 --publish-dataset user/captchas     and to the Hub, with a card

`python -m models.captcha.train --data user/captchas` trains on it, as `datasets.load_dataset` streams it.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tqdm import tqdm

from hub_utils import client, dataset
from models.captcha.data import Recipe
from models.captcha.errors import UndrawableTextError
from models.captcha.styles import STYLES, styles
from models.evaluation import option, parse_options, run, shown_command

SHARES = {"train": 0.8, "validation": 0.1, "test": 0.1}  # of the pictures; a text is in one split only
UNSEEN_STYLE = "unseen"  # drawn in the fonts that are never trained on: in no split for training


@dataclass
class Options:
    """Draws captchas as a data set, and publishes it if asked."""

    n: int = option(5000, "captchas in all splits")
    styles: list[str] = option([], "styles to draw in turn, see styles.py; all with the bundled fonts if none is named")
    seed: int = option(0, "seed of texts and pictures")
    workers: int = option(2, "processes that draw")
    output: str = option("runs/captchas", "folder to write to")
    publish_dataset: str = option("", "user/name on the Hub to publish to")
    private: bool = option(False, "make a new repo private")


def write_splits(options: Options) -> dict[str, int]:
    """Draws the pictures and writes them; returns how many each split has. Raises CaptchaError as `chosen_styles`."""
    from datasets import Features, Image, Value

    features = Features({"image": Image(), "label": Value("string"), "style": Value("string")})
    chosen = chosen_styles(options)
    return {
        split: dataset.write(
            _rows(options, chosen, split, round(share * options.n)), Path(options.output), split, features
        )
        for split, share in SHARES.items()
    }


def chosen_styles(options: Options) -> tuple[str, ...]:
    """The styles to draw, in turn. Raises CaptchaError for one that there is not, and if none is for training."""
    chosen = tuple(options.styles) or tuple(STYLES)
    if unknown := [name for name in chosen if name not in STYLES]:
        raise UndrawableTextError(f"There is no style {unknown[0]!r}.", f"Choose from {', '.join(STYLES)}.")
    if set(chosen) == {UNSEEN_STYLE}:
        raise UndrawableTextError(f"No split for training has the style {UNSEEN_STYLE!r}.", "Name others beside it.")
    return chosen


def _rows(options: Options, chosen: tuple[str, ...], split: str, count: int) -> Iterator[dict[str, Any]]:
    fitting = tuple(name for name in chosen if split != "train" or name != UNSEEN_STYLE)
    draw = partial(_example_row, fitting, split, options.seed)
    with ProcessPoolExecutor(options.workers, get_context("spawn")) as executor:
        yield from tqdm(executor.map(draw, range(count), chunksize=50), split, count, unit=" captchas")


def _example_row(chosen: tuple[str, ...], split: str, seed: int, index: int) -> dict[str, Any]:
    """One row. The picture is a PNG file, as makers send it."""
    style = chosen[index % len(chosen)]
    picture, text = Recipe((style,), split=split, seed=seed).example(index)
    stream = BytesIO()
    picture.save(stream, "PNG")
    return {"image": {"bytes": stream.getvalue(), "path": f"{text}_{index}.png"}, "label": text, "style": style}


def command(options: Options) -> str:
    """The command line that draws these captchas, as the card shows it."""
    shown = replace(options, styles=list(chosen_styles(options)))
    elsewhere = ("workers", "output", "publish_dataset", "private")
    return shown_command("models.captcha.push", shown, elsewhere, {"n": None, "styles": None, "seed": None})


def card(options: Options, counts: dict[str, int]) -> str:
    """What the data set is, how it was made, and what for."""
    chosen = chosen_styles(options)
    makers = dict.fromkeys(styles("")[name].maker for name in chosen)
    rows = "\n".join(f"| {split} | {count:,} |" for split, count in counts.items())
    body = f"""
{sum(counts.values()):,} captchas with their texts, drawn by Kexue Space ({", ".join(makers)}) in free fonts; none was
taken from a site.

```sh
{command(options)}
```

| split | pictures |
| --- | ---: |
{rows}

A text is in one split only, by its hash; the style `{UNSEEN_STYLE}` is in none for training, so that new fonts tell
what was learnt. `label` has upper and lower case as drawn. For research, accessibility and testing one's own forms.
"""
    return dataset.card(
        options.publish_dataset, "apache-2.0", ["captcha", "ocr"], body, task_categories=["image-to-text"]
    )


def main(options: Options) -> None:
    """Draws, and publishes if asked. Raises CaptchaError and HubError."""
    if options.publish_dataset:
        client.check_owner(options.publish_dataset)
    counts = write_splits(options)
    print(f"Drawn into {options.output}: {', '.join(f'{split} {count:,}' for split, count in counts.items())}.")
    if options.publish_dataset:
        text, message = card(options, counts), f"{sum(counts.values()):,} captchas"
        commit = dataset.publish_dataset(Path(options.output), options.publish_dataset, text, message, options.private)
        print(f"Published as {options.publish_dataset} at {commit}.")


if __name__ == "__main__":
    run(main, partial(parse_options, Options))
