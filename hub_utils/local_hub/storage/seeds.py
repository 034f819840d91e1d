"""The first commit of a new repository: which files go through LFS, and for a Space its README."""

from dulwich.objects import Blob
from dulwich.refs import Ref

from hub_utils.local_hub.names import Kind
from hub_utils.local_hub.storage.commits import REGULAR, Files, write_commit
from hub_utils.local_hub.storage.repositories import Repository

# The Hub's own default for new repositories
_LFS = """*.7z *.arrow *.bin *.bz2 *.ckpt *.ftz *.gz *.h5 *.joblib *.lfs.* *.mlmodel *.model *.msgpack *.npy *.npz
*.onnx *.ot *.parquet *.pb *.pickle *.pkl *.pt *.pth *.rar *.safetensors saved_model/**/* *.tar.*
*.tar *.tflite *.tgz *.wasm *.xz *.zip *.zst *tfevents*"""
_LFS_DATASET = """*.lz4 *.mds *.pcm *.sam *.raw *.aac *.flac *.mp3 *.ogg *.wav *.bmp *.gif *.png *.tiff *.jpg *.jpeg
*.webp *.mp4 *.webm"""


def seed(repository: Repository, author: str) -> None:
    """Writes the first commit of a prepared repository."""
    patterns = _LFS.split() + (_LFS_DATASET.split() if repository.kind is Kind.DATASET else [])
    contents = {".gitattributes": "".join(f"{pattern} filter=lfs diff=lfs merge=lfs -text\n" for pattern in patterns)}
    if repository.kind is Kind.SPACE:
        title, sdk = repository.name, repository.settings()["sdk"]
        contents["README.md"] = f"---\ntitle: {title!r}\nsdk: {sdk}\npinned: false\n---\n"
    with repository.git() as git:
        files: Files = {}
        for path, text in contents.items():
            blob = Blob.from_string(text.encode())
            git.object_store.add_object(blob)
            files[path.encode()] = (REGULAR, blob.id)
        write_commit(git, Ref(b"refs/heads/main"), None, files, b"initial commit", author)
