"""A thinner network from a trained one: what the inside of its residual blocks does least with is taken away.

After Li et al. (arXiv:1608.08710). It reads badly until it is trained again, best by the network that it comes from
(`teacher.py`).
"""

import keras
import numpy as np
from keras import layers


def thinned(model: keras.Model, share: float) -> keras.Model:
    """The same network with `share` of the channels between the two convolutions of each residual block."""
    config, weights = model.get_config(), {layer.name: layer.get_weights() for layer in model.layers}
    settings = {layer["name"]: layer["config"] for layer in config["layers"]}
    for first, normalisation, second in _blocks(model):
        kept = _strongest(first, normalisation, second, share)
        settings[first.name]["filters"] = len(kept)
        weights[first.name] = [kernel[..., kept] for kernel in weights[first.name]]
        weights[normalisation.name] = [values[kept] for values in weights[normalisation.name]]
        weights[second.name] = [kernel[:, :, kept] for kernel in weights[second.name]]
    for layer in config["layers"]:
        layer.pop("build_config", None)  # the shapes of before
    thinner = keras.Model.from_config(config)
    for layer in thinner.layers:
        layer.set_weights(weights[layer.name])
    return thinner


def _blocks(model: keras.Model) -> list[tuple[layers.Conv2D, layers.BatchNormalization, layers.Conv2D]]:
    """The two convolutions of each residual block, and what normalises between them."""
    kinds = (layers.Conv2D, layers.BatchNormalization, layers.ReLU, layers.Conv2D)
    chains = zip(*(model.layers[start:] for start in range(len(kinds))), strict=False)
    return [
        (first, normalisation, second)
        for first, normalisation, relu, second in chains
        if all(map(isinstance, (first, normalisation, relu, second), kinds))
        and (first.padding, first.strides) == ("same", (1, 1))
    ]


def _strongest(
    first: layers.Conv2D, normalisation: layers.BatchNormalization, second: layers.Conv2D, share: float
) -> np.ndarray:
    """The channels by which most gets from one convolution to the next, in their order."""
    gain = np.abs(np.asarray(normalisation.gamma))
    taken = np.sqrt(np.square(np.asarray(second.kernel)).sum(axis=(0, 1, 3)))
    return np.sort(np.argsort(gain * taken)[-max(1, round(share * first.filters)) :])
