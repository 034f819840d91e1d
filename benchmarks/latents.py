"""How near a picture of one's own is found among those that a generator draws: our search, and what is simpler.

python -m benchmarks latents

Pictures are real ones of the galleries. The error is the root of the mean square over pixels and pictures, in shades of
255; the seconds are the median of a picture's.
"""

import time
from collections.abc import Callable

import numpy as np

import hub_utils
from benchmarks._command import begin
from models import gan
from models.gan.inversion import Search

PICTURES = 8
RANDOM = 2_600  # latents of the second way
STEPS, PAIRS, RATE, WIDTH = 40, 32, 0.1, 0.05  # of the third


def main() -> None:
    """Prints the table."""
    print("| | beginnings | ours | best of random latents | SPSA |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name in ("digits", "fashion", "faces"):
        model = gan.load(hub_utils.fetch(f"gan-{name}"))
        pixels, labels = model.gallery.pixels[::75][:PICTURES], model.gallery.labels
        kinds = np.zeros(PICTURES, int) if labels is None else labels[::75][:PICTURES]
        searches = [Search(model, picture, int(kind)) for picture, kind in zip(pixels, kinds, strict=True)]
        ways = (lambda search: search.beginnings()[0], ours, best_of_random, spsa)
        print(f"| {name} |", " | ".join(_measured(way, searches) for way in ways), "|", flush=True)


def _measured(way: Callable[[Search], np.ndarray], searches: list[Search]) -> str:
    errors, seconds = [], []
    for search in searches:
        began = time.perf_counter()
        latent = way(search)
        seconds.append(time.perf_counter() - began)
        errors.append(search.error(latent))
    return f"{255 * np.sqrt(np.mean(np.square(errors))):.1f} in {np.median(seconds):.2f} s"


def ours(search: Search) -> np.ndarray:
    """The last of the search's steps, which is the best."""
    *_, (_, latent) = search.steps()
    return latent


def best_of_random(search: Search) -> np.ndarray:
    """The nearest of many random latents."""
    return search.beginnings(RANDOM)[0]


def spsa(search: Search) -> np.ndarray:
    """Steps of Adam along gradients guessed from pairs of random directions (Spall 1992)."""
    latent, random = search.beginnings()[0], np.random.default_rng(1)
    mean, square = np.zeros((2, len(latent)))
    for step in range(1, STEPS + 1):
        ways = random.choice([-1.0, 1.0], (PAIRS, len(latent)))
        high, low = (search.losses((latent + sign * WIDTH * ways).astype(np.float32)) for sign in (1, -1))
        gradient = ((high - low)[:, None] * ways).mean(axis=0) / (2 * WIDTH)
        mean, square = 0.9 * mean + 0.1 * gradient, 0.99 * square + 0.01 * gradient**2
        rate = RATE / (1 - 0.9**step)
        latent = (latent - rate * mean / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)).astype(np.float32)
    return latent


if __name__ == "__main__":
    begin(main)
