"""The names in a byline of the Latin, Greek and Cyrillic alphabets: `By Nora Fjell, Ole Vik and Per Lund`.

Chinese and Japanese ones are read in `han_bylines.py`.
"""

import re

MAX_AUTHOR = 100  # characters
MAX_NAMES = 12  # in one byline
MAX_NAME_WORDS = 6
# Names: words with a capital, and the small ones that stand before those.
CAPITAL = f"[{''.join(letter for letter in map(chr, range(0x41, 0x530)) if letter.isupper())}]"
PARTICLE = (
    r"(?:van|von|vom|vander|de|der|den|del|della|di|da|das|do|dos|du|des|la|le|las|los|ter|ten|tot|te|zu|zum|zur|af|av|"
    r"bin|bint|ibn|al|el|ben|st|'t|’t)"
)
NO_NAME = (
    r"(?!(?:AND|UND|OG|OCH|Published|Updated|Posted|Last|On|For|In|At|From|With|Reviewed|Edited|Illustration|Photographs?|"
    r"Photos?|Fotos?|Bilder|Read|Share|Published|Veröffentlicht|Aktualisiert|Publié|Publicado|Pubblicato|"
    r"(?:Mon|Tue|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*$)\b"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s?\d)"
)
NAME_WORD = rf"{NO_NAME}(?:[dlDL][’']|[aeAE]l-)?{CAPITAL}(?:[^\W\d_]|[’'.-])*(?![^\W\d_])"
NAME = rf"(?:{PARTICLE}\s){{0,3}}{NAME_WORD}(?:\s(?:{PARTICLE}\s){{0,3}}{NAME_WORD}){{0,5}}"
AND = r"(?:and|AND|und|UND|et|ET|y|Y|e|E|i|I|og|OG|och|OCH|en|ve|with|mit|avec|con|&|\+)"
BETWEEN_NAMES = rf"\s?[,;]\s?(?:{AND}\s)?|\s{AND}\s"
NAMES = rf"{NAME}(?:(?:{BETWEEN_NAMES}){NAME}){{0,{MAX_NAMES - 1}}}"
_VERB = (
    r"(?:[Ww]ritten|WRITTEN|[Ww]ords|[Ss]tory|[Tt]ext|[Pp]osted|[Pp]ublished|[Ss]ubmitted|[Rr]eported|[Cc]reated|"
    r"[Aa]uthored|[Cc]ontributed|[Rr]esearched|[Aa]rticle|[Rr]eview|[Aa]nalysis|[Ii]nterview|[Oo]pinion|[Cc]ommentary|"
    r"(?:Gast)?[Bb]eitrag|[Gg]eschrieben|[Vv]erfasst|[Ee]in Artikel|[Ée]crit|[Rr]édigé|[Pp]ublié|[Pp]ropos recueillis|"
    r"[Ee]scrito|[Pp]ublicado|[Tt]exto|[Ss]critto|[Pp]ubblicato|[Aa] cura|Текст)"
)
_BY = r"(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|PAR|[Pp]or|POR|[Dd]oor|[Aa]v|[Dd]i|[Dd]urch)"
_AUTHOR = (
    r"(?:(?i:authors?|autor(?:in|en|es|a|as)?|auteure?s?|autrice|verfasser(?:in)?|redakteur(?:in)?|texte?|texto|text|words|"
    r"r[ée]da(?:ktion|ction|cción)|автор|текст)|Von|By|Par|Por)"
)
# The word of a byline and the names after it, surest first; those after a colon or two words may be a user's.
BYLINES = (
    re.compile(
        rf"(?:^|[|•·–—(]\s?|\d,?\s)(?:{_VERB} )?(?:{_BY}(?:\s?:?\s|:)|(?:By|Von|Par|Por)(?={CAPITAL}))({NAMES})"
    ),
    re.compile(rf"(?:^|[|•·–—(,]\s?|\s){_AUTHOR}\s?[:/|]\s?({NAMES})"),
    re.compile(
        rf"(?:^|[|•·–—(]\s?|\s){_VERB} {_BY}\s?:?\s({NAMES}|[\w.-]{{3,24}}(?=$|\s*[|•·–—,(]|\s(?:on|am|le|el)\s))"
    ),
    re.compile(rf"(?:^|\d\s+){_BY}\s([\w.-]{{3,24}})\s*(?:$|[|•·–—〓■◆])"),
    re.compile(r"(?:^|[|•·–—(]\s?)(?i:author|autor|auteur|автор)\s?:\s?([\w.-]{3,24})(?=$|\s*[|•·–—,(])"),
)
WORDED = re.compile(rf"\b(?:{_BY})(?:\s|:|(?={CAPITAL}))|{_AUTHOR}\s?[:/|]")  # without one of these a line is no byline
# A line that is only the word, for the name in the next one.
LABEL = re.compile(rf"(?:{_VERB} )?{_BY}\s?:?|{_AUTHOR}\s?:?", re.IGNORECASE)
PARTS = re.compile(rf"({BETWEEN_NAMES})")
# What stands after a comma and is no further author: what someone is, where he is, and for whom he writes.
ROLE = re.compile(
    r"\b(?:editors?|writers?|reporters?|correspondents?|columnists?|contributors?|staff|news|press|post|times|courier|daily|"
    r"tribune|herald|journal|gazette|agency|media|magazine|network|chief|senior|director|professor|university|institute|"
    r"business|ph\.?d|m\.?d|dvm|jr|sr|dr|mba|msc|rn|esq|manager|analyst|producer|photographer|founder|president|ceo|"
    r"redakteur(?:in)?|volontär(?:in)?|journaliste?|journalist(?:in)?|redact(?:eur|rice|or|ora)|periodista|"
    r"new|north|south|east|west|san|los|hong|united)\b",
    re.IGNORECASE,
)
# Words of lines that look like names and are buttons and links.
BUTTON = re.compile(
    r"\b(?:facebook|twitter|linkedin|e-?mail|pinterest|whatsapp|instagram|share|comments?|log|sign|subscribe|newsletter|menu|"
    r"search|skip|contents?|about|contact|privacy|read|min|home|blog|guide|more|view|follow|print|save)\b",
    re.IGNORECASE,
)
ACRONYM = re.compile(r"(?<!\S)[A-Z]{2,5}(?!\S)")
# Words of a byline before a name, and after it.
BEFORE_NAME = re.compile(
    rf"^(?:(?i:view all posts|all posts|more posts|more articles|{_VERB[3:-1]})\s)?{_BY}\s?:?\s+|^{_AUTHOR}\s?[:/|]\s?"
)
_COMMENTS = (
    r"(?:Ein|Keine?|Schreibe?|Hinterlasse|Leave|No|One|Un|Aucun|Laisser|Sin|Deja|\d+)\s(?:eine[nm]?\s|an?\s|un\s)?"
    r"(?:Komment|[Cc]omment|[Cc]oment)"
)
AFTER_NAME = re.compile(
    r"\s*[|(（\[【•·].*|\s+(?:sagt|says|schreibt|wrote)\b.*|\s[-–—]\s.*|\s+\d.*|[.,]?\s+(?:Reviewed|Edited)\b.*"
    rf"|\s+{_COMMENTS}.*",
    re.DOTALL,
)
NO_AUTHOR = re.compile(
    r"https?:|www\.|@|^\d+$|^\W*$|^\w+(?:\.\w+){2,}$|[{}<>=*]|:$"
    r"|^(?:admin|administrator|webmaster|sign in|log in|name|topic|unknown|none|null|undefined|guest|anonymous|gast|"
    r"tools|category|author|editor|autor|auteur|匿名|佚名|未知|管理员)$",
    re.IGNORECASE,
)


def is_author(name: str) -> bool:
    """Whether a text may be a name at all: none of a placeholder, an address, a number."""
    letters, digits = sum(map(str.isalpha, name)), sum(map(str.isdigit, name))
    return 1 < len(name) <= MAX_AUTHOR and letters > digits and not NO_AUTHOR.search(name)


def is_name(name: str) -> bool:
    """Whether a text has the look of a name, of one word to six."""
    return is_author(name) and len(name.split()) <= MAX_NAME_WORDS and not any(map(str.isdigit, name))


def is_names(text: str) -> bool:
    """Whether a text is nothing but full names, as they stand alone in a line."""
    if not re.fullmatch(NAMES, text) or ROLE.search(text) or BUTTON.search(text):
        return False
    return all(2 <= len(name.split()) <= 4 for name in several(text))


def without_byline(name: str) -> str:
    """A name without the words of its byline."""
    return AFTER_NAME.sub("", BEFORE_NAME.sub("", name.strip())).strip(" ,;|·:-–—")


def several(text: str) -> list[str]:
    """The names in a text that is nothing but names; what stands after a comma is one if it looks like one."""
    first, *rest = PARTS.split(text)
    names = [first]
    for between, name in zip(rest[::2], rest[1::2], strict=True):
        comma = between.strip() == ","
        if between.strip().lower() in ("y", "e", "i") and " " not in name:  # Ortega y Gasset
            names[-1] += between + name
            continue
        strange = ACRONYM.search(name) and not names[0].isupper()
        if ROLE.search(name) or strange or (comma and " " not in name) or not re.fullmatch(NAME, name):
            break
        names.append(name)
    return [name.strip() for name in names if name.strip()][:MAX_NAMES]


def names_in(line: str) -> list[str]:
    """The authors that a byline names; none if a line is none."""
    if not WORDED.search(line):
        return []
    for pattern in BYLINES:
        if match := pattern.search(line):
            names = several(without_byline(match[1]))
            if names and all(map(is_author, names)):
                return names
    return []
