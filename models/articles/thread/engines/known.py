"""The engines that are known by name: where each is defined."""

_HERE = "models.articles.thread.engines"
ENGINES = {
    "askbot": f"{_HERE}.askbot:Askbot",
    "djeddit": f"{_HERE}.djeddit:Djeddit",
    "flaskbb": f"{_HERE}.flaskbb:FlaskBB",
    "fossil": f"{_HERE}.fossil:Fossil",
    "hyperkitty": f"{_HERE}.hyperkitty:HyperKitty",
    "ikiwiki": f"{_HERE}.ikiwiki:Ikiwiki",
    "isso": f"{_HERE}.isso:Isso",
    "machina": f"{_HERE}.machina:Machina",
    "mezzanine": f"{_HERE}.mezzanine:Mezzanine",
    "mhonarc": f"{_HERE}.mhonarc:Mhonarc",
    "misago": f"{_HERE}.misago:Misago",
    "public-inbox": f"{_HERE}.public_inbox:PublicInbox",
    "punkweb": f"{_HERE}.punkweb:Punkweb",
    "pybbm": f"{_HERE}.pybbm:Pybbm",
    "redmine": f"{_HERE}.redmine:Redmine",
    "roundup": f"{_HERE}.roundup:Roundup",
    "spirit": f"{_HERE}.spirit:Spirit",
    "trac": f"{_HERE}.trac:Trac",
    "waline": f"{_HERE}.waline:Waline",
    "wordpress": f"{_HERE}.wordpress:WordPress",
    "xtd": f"{_HERE}.xtd:Xtd",
    "zinnia": f"{_HERE}.zinnia:Zinnia",
}
