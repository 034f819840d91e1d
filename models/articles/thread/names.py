"""Names of people as pages write them: without the words around them, and what is none."""

import re
from functools import lru_cache

from models.articles.page.outline import Outline

BEFORE = re.compile(
    r"^(?:(?:posted|written|asked|answered|started|created|submitted|commented|comment|published|reply)\s+)?"
    r"by\b\s*[:：]?\s+|^(?:author|user(?:name)?|name|from|von|par|por|от|auteur|autor)\s*[:：]\s*"
    r"|^(?:von|par|por|от)\s+"
    r"|^(?:作者|楼主|樓主|层主|发帖人|发表人|发布者|回复人|网友|用户名?|投稿者|名前|글쓴이|작성자)\s*(?:[:：]\s*|\s)",
    re.IGNORECASE,
)
AFTER = re.compile(
    r"\s*(?:\b(?:wrote|said|says|writes|posted|replied|commented|asked|answered|schrieb|sagte?|meinte?"
    r"|a écrit|a dit|dit|escribió|dijo|dice|disse|escreveu|ha scritto|пишет|писал[аи]?|написал[аи]?|сказал[аи]?)"
    r"|发表于|发布于|回复于|发表|说道?|于|寫道)?(?:\s*\b(?:on|at|am|le|el))?\s*[:：,，»«·•|(（–—-]*$",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"^(?:reply|quote|share|edit|delete|report|like|follow|permalink|link|more|profile|pm|www|top|guest post|online"
    r"|offline|senior member|junior member|administrator|moderator|op|author|avatar|posts?|join(?:ed| date)?|location"
    r"|find|original poster|topic author|in|on|at|by|to|save|tweet"
    r"|回复|引用|举报|分享|收藏|楼主|只看该作者|只看楼主|发消息|加好友|会员|管理员|版主|编辑|删除|点赞|支持|反对|作者|关注)\W*$"
    r"|^[\W\d_]+$|^(?:posts|messages|threads|joined|location|帖子|主题|积分|注册时间?|来自)\s*[:：]"
    r"|^[\d,.]+k? (?:posts|messages|points|karma)$",
    re.IGNORECASE,
)
AUTHOR_LABEL = re.compile(
    r":(?:from|by|author|name|user|von|autor|par|auteur|de|от|автор|作者|来自|投稿者|名前|글쓴이)$"
)
MAIL = re.compile(r"\s*(?:<[^<>]*(?:@|\bat\b|xxx)[^<>]*>|\([^()\s]*@[^()]*\))\s*$")
SENTENCE = re.compile(r"[，。！？；：!?;]|\w{3}\.$|, ")
PICTURE = re.compile(r"avatar|gravatar|photo|portrait|usercard")
PICTURE_WORDS = re.compile(
    r"(?:^(?:avatar|photo|profile)(?: page)?(?: (?:of|for|picture of))?(?: user)?|^user)[:\s\"]+|['’]s?\s.*$"
    r"|的头像$|\s+is (?:on|off)line$",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)  # each is asked for several columns
def clean_name(text: str) -> str:
    """A name without the words around it: `by Ann`, `作者：Ann`, `Ann wrote:`, `: Ann <ann@…>`."""
    name = BEFORE.sub("", MAIL.sub("", text).strip(), count=1)
    return AFTER.sub("", name).strip(' \t\xa0,·|:："') if len(name) > 1 else name


def clean_picture_text(text: str) -> str:
    """The name in the text for a picture: `Avatar of Ann`, `Ann's photo`, `小明的头像`."""
    return PICTURE_WORDS.sub("", text.strip()).strip(' "')


def is_picture(outline: Outline, element: int) -> bool:
    """Whether an element is a picture, or by a word in its class stands for that of a person."""
    return outline.tags[element] == "img" or any(PICTURE.search(token) for token in outline.tokens[element])
