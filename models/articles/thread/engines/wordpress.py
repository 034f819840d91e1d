"""WordPress: articles with comments, in its own themes and in one of the older kind, in six languages."""

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from models.articles.thread.engines.database import mariadb
from models.articles.thread.engines.debian import Debian, Page, debian_files
from models.articles.thread.engines.environment import INSIDE, run_bounded, told
from models.articles.thread.engines.looks import Look, of_class
from models.articles.thread.engines.talks import Talk

SCRIPT = str(INSIDE / "wordpress.php")
LOCALES = {"en": "en_US", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "ru": "ru_RU", "zh": "zh_CN"}
THEMES = ("twentytwentyone", "plain", "twentytwentytwo", "twentytwentythree")
BLOCKS = Look(
    post=f"//{of_class('comment', tag='li')}",
    content=f"(.//{of_class('wp-block-comment-content')})[1]",
    author=f".//{of_class('wp-block-comment-author-name')}",
    time=f".//{of_class('wp-block-comment-date')}//time",
    time_attr=f".//{of_class('wp-block-comment-date')}//time/@datetime",
)
SETTINGS = """<?php
define('DB_NAME', 'talks'); define('DB_USER', 'root'); define('DB_PASSWORD', ''); define('DB_CHARSET', 'utf8mb4');
define('DB_HOST', 'localhost:%s'); define('WP_HOME', 'https://wordpress.example');
define('WP_SITEURL', 'https://wordpress.example'); define('DISABLE_WP_CRON', true);
define('WP_HTTP_BLOCK_EXTERNAL', true); define('WP_DEBUG_DISPLAY', false);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""


class WordPress(Debian):
    """The opening post is the article, all others are comments, threaded and in pages of twelve."""

    name = "wordpress"
    kind = "comments"
    packages = ("php-cli", "php-mysql", "php-xml", "php-mbstring", "mariadb-server")
    needed = ("php", "mariadbd", "mariadb-install-db", "mariadb")
    files = (
        "wordpress",
        "wordpress-l10n",
        "php-getid3",
        *(f"wordpress-theme-{name}" for name in THEMES if name[0] == "t"),
    )
    look = Look(
        post=f"//{of_class('comment-body', tag='article')}",
        content=f".//{of_class('comment-content')}",
        author=f".//{of_class('fn')}",
        time=".//time",
        time_attr=".//time/@datetime",
    )
    looks: ClassVar[dict[str, Look]] = {
        "twentytwentythree": BLOCKS,
        "plain": Look(
            post=f"//{of_class('comment-body', tag='div')}",
            content=".",
            author=f".//{of_class('fn')}",
            time=f".//{of_class('commentmetadata')}/a[1]",
            drop=(f"./{of_class('comment-author')}", f"./{of_class('commentmetadata')}", f"./{of_class('reply')}"),
        ),
    }

    def install(self, home: Path) -> None:
        """PHP and MariaDB by apt; WordPress and its themes into the folder alone. Raises EngineError."""
        super().install(home)
        debian_files(home, self.files)

    def pages(self, folder: Path, talks: Sequence[Talk]) -> Iterator[Page]:
        """Each talk in two themes."""
        site = folder / "site"
        shared = folder.parent / "files/usr/share"
        shutil.copytree(shared / "wordpress", site, symlinks=True)
        shutil.rmtree(site / "wp-includes/ID3")
        shutil.copytree(shared / "php/getid3", site / "wp-includes/ID3")
        shutil.copytree(INSIDE / "wordpress_themes", site / "wp-content/themes", dirs_exist_ok=True)
        with mariadb(folder / "database") as socket:
            run_bounded(["mariadb", "--no-defaults", "-u", "root", "-S", str(socket), "-e", "create database talks"])
            (site / "wp-config.php").write_text(SETTINGS % socket, encoding="utf-8")
            message = json.dumps({"talks": [told(talk) for talk in talks]})
            made = json.loads(run_bounded(["php", SCRIPT, str(site), "fill"], message).splitlines()[-1])
            for at, (talk, one) in enumerate(zip(talks, made, strict=True)):
                for theme in (THEMES[at % 4], THEMES[(at + 1) % 4]):
                    for number in range(1, one["pages"] + 1):
                        address = f"p={one['article']}&cpage={number}"
                        html = run_bounded(["php", SCRIPT, str(site), address, theme, LOCALES[talk.language]])
                        yield Page(talk, f"/?{address}", html.encode(), number, theme, posts=talk.standing[1:])
