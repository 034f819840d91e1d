"""What people touch: one tab, one folder. The only place, beside app.py, that imports Gradio."""

import os

# Both are read once, when Gradio and huggingface_hub are imported; every module here imports this one first.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # exactly this text switches them off
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

# The tabs in their order: each is a package here with a `build()`, and its words in strings.toml.
DEMOS = ("captcha", "words", "gan", "articles", "losses", "dropout", "recovery", "hub")
