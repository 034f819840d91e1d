"""What people touch: one tab, one folder. The only place, beside app.py, that imports Gradio."""

import os
import sys
from importlib.util import find_spec

# All are read once, when Gradio, huggingface_hub and NumPy are imported; every module here imports this one first.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # exactly this text switches them off
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

# Gradio sums up its last ten thousand requests after each one, for a page that is not served.
os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", str(10**12))
os.environ.setdefault("GRADIO_ANALYTICS_MAX_EVENTS", "1")

# Gradio looks for Matplotlib on the disk twice a request, and finds none.
if find_spec("matplotlib") is None:
    sys.modules.setdefault("matplotlib", None)  # type: ignore[arg-type]  # so says `import` at once

# A product takes a millisecond on one thread, and eight where two wait for each other and other visitors compute too.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The tabs in their order: each is a package here with a `build()`, and its words in strings.toml.
DEMOS = ("captcha", "words", "gan", "articles", "losses", "dropout", "recovery", "hub")
