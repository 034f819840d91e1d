"""A small Hub for laptops, classrooms without internet and tests: `python -m hub_utils.local_hub --root DIR`.

The unmodified huggingface_hub, datasets, transformers and Keras clients push to it and pull from it over HTTP. Its
repositories are bare git on disk; large files lie beside them as git-lfs keeps them. What it cannot do it says in the
Hub's own error form. The protocol is that of huggingface_hub 2.4 (`hf_api.py`, `_commit_api.py`, `lfs.py`).
"""
