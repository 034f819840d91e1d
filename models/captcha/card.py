"""What a model card says of a captcha network, of its data and of its training."""

from pathlib import Path

from models.captcha.encoding import Encoding
from models.captcha.options import Options, command
from models.captcha.styles import TRAINING_STYLES, as_often, styles

# What is said of every captcha network; training adds the summary, the data and the training of this one.
CARD = {
    "title": "Captcha reader",
    "licence": "apache-2.0",
    "pipeline_tag": "image-to-text",
    "library": "keras",
    "languages": ["en"],
    "tags": ["captcha", "ocr", "ctc", "onnx"],
    "limits": [
        "Makers that draw unlike any in its training are read less well; the rows of makers never trained on tell how "
        "much. Teach it such a maker with 50 to 500 labelled pictures (`--from captcha --data folder`).",
        "Upper and lower case of one shape (C, O, S, V, W, X, Z) differ by size alone and are often confused; "
        "so are 0, O and o, and 1, l and I.",
        "Arithmetic captchas, captchas to click or to slide and scripts other than Latin are not supported.",
        "No figure is comparable with those of the articles, whose captchas are not available.",
    ],
    "out_of_scope": [
        "Getting past a captcha on a service that one has no right to automate.",
        "Creating accounts, posting or buying in bulk.",
    ],
    "intended_use": "Research, accessibility, and testing one's own forms.",
    "usage": (
        "import hub_utils\n"
        "from models import captcha\n\n"
        'solver = captcha.load(hub_utils.fetch("captcha"))\n'
        'print(solver.solve(["captcha.png"])[0].text)'
    ),
    "sources": [
        "https://kexue.fm/archives/4138",
        "https://kexue.fm/archives/4503",
        "https://arxiv.org/abs/1610.02357",
    ],
}


def card_texts(summary: str, encoding: Encoding, options: Options, here: int, before: int) -> dict[str, str]:
    """What the model card says of a network and of the run that trained it.

    Args:
        summary: what kind of network it is.
        encoding: what it takes and gives.
        options: those of the run.
        here, before: how many pictures it was trained with in this run, and before.
    """
    kept = "that which reads most validation captchas" if options.keep == "best" else "the last"
    loss = "cross-entropy at each position" if encoding.slots else "connectionist temporal classification"
    return {
        "network": summary,
        "summary": f"Reads the text of a captcha image: {summary}. After articles 4138 and 4503 of kexue.fm.",
        "data": _data(options),
        "training": (
            f"`{command(options)}`: {loss}{_teacher(options)}, AdamW, {options.epochs} epochs of "
            f"{options.steps} batches of {options.batch}, {here:,} pictures{_before(options, before)}; "
            f"the epoch kept is {kept}{_blend(options)}. "
            "The temperature and the threshold of the unsure flag are set on validation captchas too."
        ),
    }


def _before(options: Options, before: int) -> str:
    """How many pictures came before those of this run."""
    if not options.start:
        return " in all"
    return f", after {f'{before:,} pictures' if before else 'those'} of the checkpoint that it goes on from"


def _teacher(options: Options) -> str:
    """Whose answers are learnt besides what pictures say."""
    whose = "the checkpoint that it goes on from" if options.teacher == options.start else options.teacher
    return f", and the answers of {whose} as far as they are right" if options.teacher else ""


def _blend(options: Options) -> str:
    """What weighs beside the trained weights."""
    other = f"those of {options.blend_with}" if options.blend_with else "those at the start"
    return "" if options.blend == 1 else f", whose weights count {options.blend:.0%} beside {other}"


def _data(options: Options) -> str:
    """What the model card says of the data."""
    parts = [_drawing(options)] if options.drawn > 0 or not options.data else []
    if options.data:
        parts.append(
            f"Labelled pictures: {_names(options.data)}; of each the texts whose hash says training. They are not part "
            "of this repository."
        )
    if options.unseen:
        parts.append(f"Whole makers never trained on: {_names(options.unseen)}.")
    return " ".join(parts)


def _drawing(options: Options) -> str:
    names = as_often(options.styles) or TRAINING_STYLES
    makers = dict.fromkeys(styles(options.fonts)[name].maker for name in names)
    return (
        f"{options.pool:,} captchas drawn ahead ({', '.join(makers)}) in free fonts of "
        f"{'Debian and ' if options.fonts else ''}PyPI, each seen several times and changed anew every time. Texts are "
        "split by hash into training, validation and test. Never trained on: the fonts named unseen in fonts.py"
        f"{'' if options.styles == ['default'] else '; half of the drawn validation captchas show them'}."
    )


def _names(folders: list[str]) -> str:
    return ", ".join(Path(folder).name for folder in folders)
