"""The painter's pieces do what they say, and its ideas draw the same by the same seed."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest
from PIL import Image, ImageDraw

from models.captcha import fonts
from models.captcha.fetch_fonts import LATIN_BITMAP
from models.captcha.painting import IDEAS, crossings, damage, grounds, idea, inks, rulings, warps
from models.captcha.painting.bitmaps import bitmap_line
from models.captcha.painting.glyphs import Hand, glyph

SEEDS = range(25)


def written(seed: int = 0) -> Image.Image:
    """A white picture with a black bar and a grey one."""
    picture = Image.new("RGB", (90, 40), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((20, 8, 30, 32), "black")
    draw.rectangle((50 + seed, 8, 60 + seed, 32), "grey")
    return picture


@pytest.mark.parametrize("name", IDEAS)
def test_an_idea_draws_the_same_by_the_same_seed_and_another_picture_by_another(name):
    draw = idea(name)
    pictures = [draw("aB3x", fonts.BUNDLED, Random(seed)) for seed in SEEDS]
    again = [draw("aB3x", fonts.BUNDLED, Random(seed)) for seed in SEEDS]
    assert [picture.tobytes() for picture in pictures] == [picture.tobytes() for picture in again]
    assert len({picture.tobytes() for picture in pictures}) == len(SEEDS)
    assert all(picture.mode == "RGB" and min(picture.size) >= 14 for picture in pictures)


@pytest.mark.parametrize("name", IDEAS)
def test_the_text_is_in_the_picture_of_every_idea(name):
    """By the same seed another text gives other pixels, of which some are far from the first's."""
    for seed in SEEDS:
        one, other = (np.asarray(idea(name)(text, fonts.BUNDLED, Random(seed)), np.int16) for text in ("HHHH", "HHHO"))
        assert one.shape != other.shape or np.abs(one - other).max() >= 12, seed


@pytest.mark.parametrize("warp", sorted({*warps.WARPS, warps.stir}, key=lambda warp: warp.__name__))
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_warp_moves_ink_and_keeps_it(warp, mode):
    picture = written().convert(mode)
    for seed in SEEDS:
        bent = warp(picture, Random(seed))
        assert bent.mode == mode and bent.size == picture.size
        assert bent.tobytes() != picture.tobytes()
        ink = [(255 - np.asarray(image.convert("L"), float)).sum() for image in (picture, bent)]
        assert 0.4 < ink[1] / ink[0] < 2.5, seed


def test_a_stir_frays_the_edge_of_a_stroke():
    """Where the black bar began in one column, its rows begin in several."""
    for seed in SEEDS:
        pixels = np.asarray(warps.stir(written(), Random(seed)).convert("L"))[12:28, :45]
        assert len(set((pixels < 128).argmax(axis=1).tolist())) > 1, seed


@pytest.mark.parametrize("ruling", sorted(set(rulings.RULINGS), key=lambda ruling: ruling.__name__))
def test_a_ruling_leaves_thin_lines_of_the_colours_that_are_picked(ruling):
    shares = []
    for seed in SEEDS:
        picture = Image.new("RGB", (180, 60), "white")
        ruling(ImageDraw.Draw(picture), picture.size, lambda: (10, 20, 30), Random(seed))
        assert {colour for _, colour in picture.getcolors()} <= {(255, 255, 255), (10, 20, 30)}
        shares.append((np.asarray(picture)[..., 0] == 10).mean())
    assert 0.01 < np.mean(shares) < 0.45 and max(shares) < 0.75


def test_specks_cover_about_their_share_in_one_colour():
    for seed in SEEDS:
        picture = Image.new("RGB", (200, 100), "white")
        hit = np.asarray(rulings.specks(picture, (9, 8, 7), 0.06, Random(seed))) == (9, 8, 7)
        assert 0.02 < hit.all(axis=2).mean() < 0.07


def test_what_is_strewn_was_in_the_picture_or_is_black():
    for seed in SEEDS:
        strewn = rulings.strewn(written(), 0.1, Random(seed))
        assert {colour for _, colour in strewn.getcolors()} <= {(255,) * 3, (128,) * 3, (0,) * 3}
        assert 0.01 < (np.asarray(strewn) != np.asarray(written())).any(axis=2).mean() < 0.2


def test_a_cloud_is_light_and_uneven():
    for seed in SEEDS:
        tones = np.asarray(grounds.clouded((120, 40), Random(seed)), int)
        assert tones.shape == (40, 120, 3) and tones.mean() > 100 and tones[..., 0].std() > 2


def test_a_shadow_lies_beside_what_is_written_and_leaves_it():
    layer = Image.new("RGBA", (60, 40), (255, 0, 0, 0))
    layer.paste((255, 0, 0, 255), (20, 10, 40, 30))
    cast = np.asarray(warps.cast_shadow(layer, Random(1)))
    assert (cast[12:28, 22:38] == (255, 0, 0, 255)).all()
    outside = cast[..., 3].astype(int)
    outside[10:30, 20:40] = 0
    assert outside.sum() > 0


def test_shapes_turn_what_they_cross_into_its_negative():
    pixels = np.asarray(written(), np.int16)
    changed_in_any = False
    for seed in SEEDS:
        found = np.asarray(crossings.inverting_shapes(written(), Random(seed)), np.int16)
        changed = (found != pixels).any(axis=2)
        assert (found[changed] == 255 - pixels[changed]).all()
        changed_in_any = changed_in_any or 0.02 < changed.mean() < 0.98
    assert changed_in_any


def test_a_tapering_curve_is_thickest_where_it_begins():
    """Over many curves the first fifth of their length has more ink than the last."""
    begun = ended = 0
    for seed in range(80):
        picture = Image.new("L", (200, 60), 0).convert("RGB")
        crossings.tapering_curve(picture, (255, 255, 255), Random(seed))
        ink = (np.asarray(picture)[..., 0] > 0).sum(axis=0)
        begun, ended = begun + ink[:60].sum(), ended + ink[-60:].sum()
    assert begun > 1.3 * ended


def test_a_level_curve_runs_to_the_right_edge():
    for seed in SEEDS:
        picture = Image.new("RGB", (120, 40), "white")
        crossings.level_curve(picture, (0, 0, 0), Random(seed))
        assert (np.asarray(picture)[:, -3:] == 0).any(), seed


def test_a_frame_is_at_the_edge_alone():
    picture = Image.new("RGB", (40, 20), "white")
    crossings.frame(picture, (0, 0, 0), Random(3))
    pixels = np.asarray(picture)
    assert (pixels[0] == 0).all() and (pixels[:, -1] == 0).all() and (pixels[2:-2, 2:-2] == 255).all()


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_pepper_covers_its_share(share):
    grey = Image.new("RGB", (200, 100), (127, 127, 127))
    for seed in range(5):
        hit = (np.asarray(crossings.peppered(grey, share, Random(seed))) != 127).any(axis=2).mean()
        assert share * 0.9 < hit < share * 1.1


def test_blotches_cover_about_their_share():
    for seed in range(5):
        picture = Image.new("RGB", (200, 100), "white")
        crossings.blotches(picture, (0, 0, 0), 0.05, Random(seed))
        assert 0.035 < (np.asarray(picture) == 0).all(axis=2).mean() <= 0.05


def test_each_letter_has_a_colour_that_differs_from_its_ground_by_as_much_as_asked():
    mask = Image.new("L", (8, 8), 255)
    for seed in SEEDS:
        picture = Image.new("RGB", (60, 20), (200, 200, 210))
        used = inks.write_each(picture, [(mask, (place % 50, 11)) for place in range(100)], Random(seed), least=90)
        assert len(set(used)) > 1
        assert all(max(abs(a - b) for a, b in zip(colour, (200, 200, 210), strict=True)) >= 90 for colour in used)


def test_a_gradient_runs_between_two_tones_and_shows_the_ink_where_the_line_begins():
    spans = []
    for seed in range(60):
        picture, ink = inks.gradient_and_ink((100, 30), Random(seed))
        tones = np.asarray(picture.convert("L"), int)
        corner = int(tones[0, 0])
        assert abs(corner - int(np.asarray(Image.new("RGB", (1, 1), ink).convert("L"))[0, 0])) >= 58
        spans.append(tones.max() - tones.min())
    assert max(spans) > 100 and min(spans) == 0


def test_a_fading_ground_comes_near_the_ink_from_one_side_and_sometimes_passes_it():
    contrasts = []
    for seed in range(80):
        picture, ink = inks.fading_ground_and_ink((100, 30), Random(seed))
        tones = np.asarray(picture.convert("L"), int)
        assert (np.abs(tones - tones[0]) <= 1).all()  # the same in every row
        ends = sorted((int(tones[0, place]) - ink[0] for place in (0, -1)), key=abs)
        assert abs(ends[1]) >= 38 and abs(ends[0]) <= 102
        contrasts.append(ends)
    passing = np.mean([one * other < 0 for one, other in contrasts])
    assert 0.08 < passing < 0.35
    assert np.median([abs(other) - abs(one) for one, other in contrasts]) > 50


def test_each_letter_leans_and_widens_by_itself():
    """By its jitter of slant or width a letter is another shape each time it is written; without, always the same."""
    calm = Hand(fonts.DROID, 40, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, "solid", 0, True)
    source = Random(3)
    assert len({glyph("H", calm, source)[0].tobytes() for _ in range(5)}) == 1
    widths = [glyph("H", replace(calm, widening_jitter=0.3), source)[1] for _ in range(40)]
    usual = glyph("H", calm, source)[1]
    assert 0.7 * usual <= min(widths) < 0.8 * usual and 1.2 * usual < max(widths) <= 1.3 * usual
    leans = [_lean(glyph("H", replace(calm, slant_jitter=0.5), source)[0]) for _ in range(40)]
    assert min(leans) < -0.3 and max(leans) > 0.3 and _lean(glyph("H", calm, source)[0]) == pytest.approx(0, abs=0.02)


def _lean(mask: Image.Image) -> float:
    """How far the ink's upper half is to the right of its lower half, per pixel of the height between them."""
    y, x = np.nonzero(np.asarray(mask) > 127)
    top = y < np.median(y)
    return float((x[top].mean() - x[~top].mean()) / (y[~top].mean() - y[top].mean()))


def test_a_line_of_bitmap_letters_has_hard_edges_within_the_picture():
    for seed in SEEDS:
        letters, width = bitmap_line("aB3x", fonts.SERIF[0], 30, Random(seed))
        assert len(letters) == 4 and width >= 24
        for mask, (x, y) in letters:
            assert set(np.unique(np.asarray(mask))) <= {0, 255}
            assert 0 <= x < width and 0 <= y <= max(0, 30 - mask.height)


def test_a_small_palette_has_few_colours():
    noisy = damage.add_noise(written(), Random(0))
    for seed in range(6):
        assert len(damage.reduce_palette(noisy, Random(seed)).getcolors(4000)) <= 32


@pytest.mark.parametrize(
    "name", ["9x15B-ISO8859-1.pcf.gz", "ter-u12n_iso-8859-1.pcf.gz", "neep-iso8859-1-06x13-bold.pcf.gz"]
)
def test_of_the_files_of_a_bitmap_font_the_latin_one_is_kept(name):
    assert LATIN_BITMAP.search(name)
    assert not LATIN_BITMAP.search(name.replace("8859-1", "8859-15"))


def test_no_family_of_fonts_is_both_trained_on_and_kept_for_tests():
    assert not set(fonts.DEBIAN) & set(fonts.DEBIAN_UNSEEN) and not set(fonts.BITMAP) & set(fonts.BITMAP_UNSEEN)
    assert fonts.package_of("lato") == "fonts-lato" and fonts.package_of("xfonts-base") == "xfonts-base"
