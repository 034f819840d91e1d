"""The network that a training begins with: a new one, or what a checkpoint has learnt."""

from dataclasses import replace
from pathlib import Path

import keras

import hub_utils
from hub_utils.checkpoint import read_json
from models.captcha.data import LOOK_ALIKES
from models.captcha.encoding import Encoding
from models.captcha.errors import CaptchaError
from models.captcha.model import NETWORKS, Network, with_prior, with_symbols
from models.captcha.options import Options


def network_of(options: Options) -> Network:
    """The network to train: a new one, or the one of a checkpoint to start from. Raises CaptchaError and HubError."""
    _check(options)
    for other in filter(None, (options.teacher, options.blend_with)):
        _checked_folder(other)
    new = NETWORKS[options.network]
    if not options.start:
        return new
    folder = _checked_folder(options.start)
    config = read_json(folder / "config.json")
    known = Encoding(**config["encoding"])

    def start(_network: Network) -> keras.Model:
        model = keras.models.load_model(folder / "model.keras", compile=False)
        return with_rarer_look_alikes(model, known, -config.get("look_alikes", 0.0)) if options.look_alikes else model

    if options.anew:
        return replace(new, build=start)
    more = "".join(dict.fromkeys(symbol for symbol in options.symbols if symbol not in known.charset))
    return Network(
        build=lambda network: with_symbols(start(network), len(more)),
        summary=config["network"],
        encoding=replace(known, charset=known.charset + more),
        quantised=config.get("quantised", False),
    )


def _check(options: Options) -> None:
    """What cannot be trained, told before anything is fetched or drawn. Raises CaptchaError."""
    if options.network not in NETWORKS:
        raise CaptchaError(f"There is no network {options.network!r}.", f"Choose one of {', '.join(NETWORKS)}.")
    if not options.start:
        of_checkpoints = [name for name in ("focus", "frozen", "anew", "symbols") if getattr(options, name)]
        if options.blend != 1 and not options.blend_with:
            of_checkpoints.append("blend")
        if of_checkpoints:
            raise CaptchaError(f"--{of_checkpoints[0]} is of a checkpoint, and none is named.", "Name one by --from.")
    if options.anew and options.symbols:
        raise CaptchaError(
            "With --anew a network has the symbols of --network alone.", "Leave out --symbols or --anew."
        )
    if options.validation < 2 and not (options.data and options.drawn == 0):
        cause = f"With --validation {options.validation} nothing drawn tells how well a network reads."
        raise CaptchaError(cause, "Give at least 2.")


def _checked_folder(checkpoint: str) -> Path:
    """The folder of a checkpoint that can be trained. Raises CaptchaError and HubError."""
    folder, remedy = folder_of(checkpoint), "Name the folder that a training has written, or one of ours: captcha."
    for file in ("config.json", "model.keras"):
        if not (folder / file).is_file():
            raise CaptchaError(f"{checkpoint} is no checkpoint that can be trained: it has no {file}.", remedy)
    system = read_json(folder / "config.json").get("system")
    if system != "captcha":
        raise CaptchaError(f"{checkpoint} is a checkpoint of {system}, and reads no captchas.", remedy)
    return folder


def with_rarer_look_alikes(model: keras.Model, encoding: Encoding, nats: float) -> keras.Model:
    classes = [encoding.label(symbol)[0] for symbol in LOOK_ALIKES if symbol in encoding.charset]
    return with_prior(model, classes, -nats) if nats else model


def folder_of(checkpoint: str) -> Path:
    """The folder of a checkpoint that is named by it, or is one of ours. Raises HubError."""
    return Path(checkpoint) if Path(checkpoint).is_dir() else Path(hub_utils.fetch(checkpoint))


def other_of(network: Network, options: Options) -> Network:
    """What the trained weights are blended with. Raises HubError."""
    return network_of(replace(options, start=options.blend_with)) if options.blend_with else network
