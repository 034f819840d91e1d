"""Image sets: what is read, and what is refused with a cause and a remedy."""

import gzip
import io
import shutil
import zipfile

import numpy as np
import pytest
from PIL import ExifTags, Image

from models.gan.data import MIN_IMAGES, batch, cell_of, read
from models.gan.errors import DataError
from tests.models.gan.tiny import shapes


def png(picture: np.ndarray) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "PNG")
    return stream.getvalue()


def folder_of(path, pictures, labels=None):
    for index, picture in enumerate(pictures):
        place = path / (str(labels[index]) if labels is not None else ".")
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{index:03}.png").write_bytes(png(picture))
    return path


def test_idx_files_are_read_plain_and_packed(data, tmp_path):
    training, test = read(str(data))
    assert training.pixels.shape == (600, 8, 8, 1)
    assert (len(test), training.classes) == (300, 2)
    for file in data.iterdir():
        (tmp_path / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
    again, _ = read(str(tmp_path))
    assert (again.pixels == training.pixels).all()
    assert (again.labels == training.labels).all()


def test_a_folder_and_a_zip_give_the_same_with_subfolders_as_classes(tmp_path):
    pixels, labels = shapes(120)
    folder = folder_of(tmp_path / "set", pixels, labels)
    packed = tmp_path / "set.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in folder.rglob("*.png"):
            archive.write(file, file.relative_to(folder))
    (one, held), (other, _) = read(str(folder)), read(str(packed))
    assert one.pixels.shape[-1] == 1  # grey
    assert one.classes == 2
    assert (one.pixels == other.pixels).all()
    assert len(one) == 5 * len(held)


def test_a_data_set_of_the_datasets_library_is_read(tmp_path):
    import datasets

    pixels, labels = shapes(96)
    features = datasets.Features({"image": datasets.Image(), "label": datasets.ClassLabel(names=["lying", "standing"])})
    rows = {"image": [Image.fromarray(picture) for picture in pixels], "label": labels.tolist()}
    folder = tmp_path / "shapes_set"
    folder.mkdir()
    path = folder / "train.parquet"
    datasets.Dataset.from_dict(rows, features).to_parquet(path)
    for part in ("train", "test"):  # one of them alone
        path = path.rename(folder / f"{part}.parquet")
        training, test = read_parquet(folder)
        assert len(training) + len(test) == 96
        assert training.classes == 2


def read_parquet(folder):
    """By the same way as a Hub id: load_dataset takes both."""
    from models.gan.data import _read_datasets

    return _read_datasets(str(folder))


@pytest.mark.parametrize("count", [1, MIN_IMAGES - 1])
def test_too_few_images_are_refused(tmp_path, count):
    with pytest.raises(DataError, match=f"At least {MIN_IMAGES}"):
        read(str(folder_of(tmp_path, shapes(count)[0])))


def test_mixed_sizes_are_refused_by_name(tmp_path):
    folder_of(tmp_path, shapes(80)[0])
    (tmp_path / "zz.png").write_bytes(png(np.zeros((9, 8), np.uint8)))
    with pytest.raises(DataError, match=r"zz\.png has 8×9 pixels.*one size"):
        read(str(tmp_path))


@pytest.mark.parametrize("content", [b"", b"no image", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"P5 8 8 255\n" + b"\0" * 64])
def test_a_corrupt_image_is_refused_by_name(tmp_path, content):
    folder_of(tmp_path, shapes(80)[0])
    (tmp_path / "bad.png").write_bytes(content)
    with pytest.raises(DataError, match=r"bad\.png is no readable image"):
        read(str(tmp_path))


def test_a_picture_with_a_damaged_header_is_refused_by_name(tmp_path):
    folder_of(tmp_path, shapes(80)[0])
    whole = png(np.zeros((8, 8), np.uint8))
    (tmp_path / "bad.png").write_bytes(whole[:11] + b"\5" + whole[12:])  # the length of its first part
    with pytest.raises(DataError, match=r"bad\.png is no readable image"):
        read(str(tmp_path))


def test_a_link_that_leads_nowhere_is_refused_by_name(tmp_path):
    folder_of(tmp_path, shapes(80)[0])
    (tmp_path / "gone.png").symlink_to(tmp_path / "nothing.png")
    with pytest.raises(DataError, match=r"gone\.png cannot be read"):
        read(str(tmp_path))


def test_grey_of_16_bits_keeps_its_shades(tmp_path):
    pictures = shapes(80)[0]
    training, _ = read(str(folder_of(tmp_path / "deep", pictures.astype(np.uint16) * 257)))
    expected, _ = read(str(folder_of(tmp_path / "plain", pictures)))
    assert (training.pixels == expected.pixels).all() and len(np.unique(expected.pixels)) > 2


def test_photographs_are_learnt_upright(tmp_path):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # held upright, and stored lying on its side
    for index in range(80):
        picture = Image.new("L", (12, 8), "black")
        picture.paste("white", (0, 0, 4, 8))  # the top of what was photographed
        picture.save(tmp_path / f"{index}.jpg", exif=exif)
    pixels = read(str(tmp_path))[0].pixels
    assert pixels.shape[1:] == (12, 8, 1) and pixels[0, :3].min() > 128 > pixels[0, 6:].max()


def test_an_orientation_that_cannot_be_read_turns_nothing(tmp_path):
    for index, picture in enumerate(shapes(80)[0]):
        Image.fromarray(picture).save(tmp_path / f"{index}.png", exif=b"Exif\0\0no such order of bytes")
    assert len(read(str(tmp_path))[0]) > 0


def test_pictures_beside_the_folders_of_others_leave_a_set_without_classes(tmp_path):
    pictures, labels = shapes(80)
    folder_of(tmp_path, pictures, labels)
    assert read(str(tmp_path))[0].classes == len(np.unique(labels))
    (tmp_path / "stray.png").write_bytes(png(pictures[0]))
    assert read(str(tmp_path))[0].labels is None


def test_idx_files_may_lie_in_a_folder_of_images(data, tmp_path):
    folder = tmp_path / "images-idx3"
    shutil.copytree(data, folder)
    assert (read(str(folder))[0].labels == read(str(data))[0].labels).all()


def test_a_cut_off_idx_file_is_refused(data, tmp_path):
    for file in data.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes()[:-1])
    with pytest.raises(DataError, match="cut off"):
        read(str(tmp_path))


def test_packed_files_that_are_damaged_are_refused(data, tmp_path):
    for file in data.iterdir():
        packed = bytearray(gzip.compress(file.read_bytes(), mtime=0))
        packed[10] = 0xFF  # the first block of a kind that there is not
        (tmp_path / f"{file.name}.gz").write_bytes(packed)
    with pytest.raises(DataError, match="cannot be read"):
        read(str(tmp_path))
    folder = folder_of(tmp_path / "set", *shapes(2))
    with zipfile.ZipFile(tmp_path / "set.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in folder.rglob("*.png"):
            archive.write(file, file.name)
    content = bytearray((tmp_path / "set.zip").read_bytes())
    content[content.index(b".png") + len(b".png")] = 0xFF
    (tmp_path / "set.zip").write_bytes(content)
    with pytest.raises(DataError, match=r"set\.zip: .*Pack the images again"):
        read(str(tmp_path / "set.zip"))


def test_what_a_mac_adds_to_each_picture_is_no_picture(tmp_path):
    folder = folder_of(tmp_path / "set", shapes(MIN_IMAGES + 20, seed=1)[0])
    for stray in ("._000.png", ".hidden/001.png", "__MACOSX/._002.png"):
        (folder / stray).parent.mkdir(exist_ok=True)
        (folder / stray).write_bytes(b"\0\5\x16\7")
    packed = tmp_path / "set.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in folder.rglob("*.png"):
            archive.write(file, file.relative_to(folder))
    for source in (folder, packed):
        training, held_out = read(str(source))
        assert len(training) + len(held_out) == MIN_IMAGES + 20


@pytest.mark.parametrize("name", ["nothing.zip", "note.txt"])
def test_what_is_no_set_is_refused(tmp_path, name):
    (tmp_path / name).write_bytes(b"hello")
    with pytest.raises(DataError):
        read(str(tmp_path / name))


def test_cells_are_found():
    small = np.random.default_rng(0).integers(256, size=(5, 4, 4, 3), dtype=np.uint8)
    assert cell_of(small.repeat(4, 1).repeat(4, 2)) == 4
    assert cell_of(small.repeat(8, 1).repeat(8, 2)) == 8
    assert cell_of(np.random.default_rng(1).integers(256, size=(5, 32, 32, 1))) == 1


def test_batches_are_a_function_of_the_step_and_leave_nothing_out():
    seen = np.concatenate([batch(10, 4, step, 7) for step in range(5)])
    assert sorted(seen[:10]) == sorted(seen[10:]) == list(range(10))
    assert (batch(10, 4, 3, 7) == seen[12:16]).all()
    assert (batch(10, 4, 0, 8) != batch(10, 4, 0, 7)).any()
