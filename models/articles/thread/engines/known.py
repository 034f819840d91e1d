"""The engines that are known by name: where each is defined."""

_HERE = "models.articles.thread.engines"
ENGINES = {
    "machina": f"{_HERE}.machina:Machina",
}
