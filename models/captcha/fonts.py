"""The typefaces in which captchas are drawn: a few that come with this project, and 1,400 free ones of Debian's.

Debian's are needed for training alone; `python -m models.captcha.fetch_fonts` brings them.
"""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import captcha.image

from models.captcha.errors import FontsMissingError

FOLDER = Path("runs/fonts")
Families = tuple[tuple[str, ...], ...]  # the font files of each family


def _files(package: str, *names: str) -> tuple[str, ...]:
    return tuple(str(files(package) / "files" / name) for name in names)


DROID = tuple(captcha.image.DEFAULT_FONTS)
SANS = _files("font_source_sans_pro", "SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf", "SourceSansPro-It.ttf")
HANKEN = _files("font_hanken_grotesk", "HankenGrotesk-Regular.otf", "HankenGrotesk-Bold.otf")
SERIF = _files(
    "font_source_serif_pro", "SourceSerifPro-Regular.ttf", "SourceSerifPro-Bold.ttf", "SourceSerifPro-It.ttf"
)
ROUND = _files("font_fredoka_one", "FredokaOne-Regular.ttf")
MANROPE = _files("font_manrope", "Manrope-Regular.ttf", "Manrope-Bold.ttf")
CALADEA = _files("font_caladea", "Caladea-Regular.ttf", "Caladea-Bold.ttf")

BUNDLED: Families = (DROID, SANS, HANKEN, SERIF, ROUND)
BUNDLED_UNSEEN: Families = (MANROPE, CALADEA)  # never trained on

# Debian's packages, by family. Left out: fonts of one case, of symbols, and those that a reader would not make out.
_DEBIAN = """
    adf-accanthis adf-baskervald adf-berenis adf-gillius adf-ikarius adf-irianis adf-libris adf-mekanus adf-romande
    adf-switzera adf-universalis adf-verana agave anonymous-pro averia-gwf averia-sans-gwf cantarell cmu comfortaa
    croscore crosextra-carlito dancingscript dejavu-core dejavu-extra dosis dustin ebgaramond essays1743
    fantasque-sans firacode freefont-ttf georgewilliams gfs-didot gfs-neohellenic hack inconsolata inter
    jetbrains-mono junction jura karla lato league-mono liberation lobster lobstertwo monofur mononoki noto-mono
    ocr-a ocr-b oldstandard open-sans prociono radisnoir rit-sundar roboto-unhinted sil-charis sil-gentium sjfonts
    smc-manjari sora spleen staypuft summersby texgyre urw-base35 vollkorn yanone-kaffeesatz

    arapey arkpandora averia-serif-gwf cegui comic-neue dkg-handwriting eurofurence fanwood
    ferrite-core gfs-artemisia go hosny-thabit humor-sans isabella junicode karmilla
    kaushanscript klaudia-berenika leckerli-one linuxlibertine lmodern millimetre monoid opendyslexic osifont paratype
    roadgeek roboto-slab routed-gothic sil-doulos stix tiresias tlwg-garuda-ttf tlwg-kinnari-ttf tlwg-laksaman-ttf
    tlwg-loma-ttf tlwg-mono-ttf tlwg-norasi-ttf tlwg-sawasdee-ttf tlwg-typewriter-ttf tlwg-typo-ttf tlwg-umpush-ttf
    tlwg-waree-ttf vlgothic yrsa-rasa
"""
_DEBIAN_UNSEEN = """
    adf-tribun b612 cabin courier-prime goudybookletter play quicksand rufscript sil-andika tuffy
    allerta clear-sans compagnon hermit joscelyn lindenhill national-park opendin oxygen quattrocento tlwg-purisa-ttf
"""
DEBIAN = tuple(_DEBIAN.split())
DEBIAN_UNSEEN = tuple(_DEBIAN_UNSEEN.split())  # never trained on
BITMAP = ("xfonts-100dpi", "xfonts-75dpi", "xfonts-base", "xfonts-terminus")
BITMAP_UNSEEN = ("xfonts-jmk",)  # never trained on


def package_of(family: str) -> str:
    """Debian's package of a family."""
    return family if family in BITMAP + BITMAP_UNSEEN else f"fonts-{family}"


def is_fetched(family: Path) -> bool:
    """Whether the folder of a family has fonts; a fetch of an earlier version that was killed left it empty."""
    return family.is_dir() and any(family.iterdir())


def if_fetched(folder: str) -> str:
    """The folder, if it is there; else none, for the bundled fonts alone."""
    return folder if Path(folder).is_dir() else ""


@lru_cache
def training_families(folder: str) -> Families:
    """The families to train on: those of Debian in `folder`, as `fetch` left them, and the bundled ones.

    An empty folder name means the bundled ones alone.

    Raises:
        FontsMissingError: the folder does not hold every family.
    """
    return BUNDLED + (_families(Path(folder), DEBIAN) if folder else ())


@lru_cache
def unseen_families(folder: str) -> Families:
    """The families that nothing is trained on; otherwise as `training_families`."""
    return BUNDLED_UNSEEN + (_families(Path(folder), DEBIAN_UNSEEN) if folder else ())


@lru_cache
def bitmap_families(folder: str, unseen: bool = False) -> Families:
    """The families of bitmap fonts to train on, or those never trained on; none without a folder. Raises
    FontsMissingError as `training_families`."""
    return _families(Path(folder), BITMAP_UNSEEN if unseen else BITMAP) if folder else ()


def _families(folder: Path, names: tuple[str, ...]) -> Families:
    missing = [name for name in names if not is_fetched(folder / name)]
    if missing:
        raise FontsMissingError(
            f"{folder} lacks the fonts {' '.join(missing)}.",
            "Run python -m models.captcha.fetch_fonts, on Debian or Ubuntu; or take the bundled ones: --fonts ''.",
        )
    return tuple(tuple(sorted(map(str, (folder / name).iterdir()))) for name in names)
