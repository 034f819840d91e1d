"""The names in Chinese and Japanese bylines and signatures: 本报记者 李明 通讯员 王芳, 文/李明, 文＝佐藤花子.

Names stand there without capitals and often without spaces, so that what ends one is told by the words around it, and
where no word tells that a name stands, by the surname.
"""

import re

HAN = r"\u3400-\u9fff々"
MAX_NAMES = 12
SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏"
    "吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范石廖贾賈夏韦韋付傅方白邹鄒孟熊秦邱江尹薛闫阎閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武"
    "戴莫孔向汤湯温溫康施文牛樊葛邢安齐齊易乔喬伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關兰蘭焦俞左柳甘祝包宁寧尚符舒阮柯纪紀梅童凌毕畢"
    "单單季裴霍涂成苗谷盛曲翁冉骆駱蓝藍路游辛靳管柴蒙鲍鮑华華喻祁蒲房滕屈饶饒解牟艾尤阳陽时時穆农農司卓古吉缪繆简簡车車项項连連芦蘆麦麥褚娄婁"
    "窦竇戚岑景党黨宫宮费費卜冷晏席卫衛米柏宗瞿桂全佟应應臧闵閔苟邬鄔边邊卞姬师師和仇栾欒隋商刁沙荣榮巫寇桑郎甄丛叢仲虞敖巩鞏明佘池查麻苑迟"
    "遲邝鄺官封谈談匡鞠惠荆荊乐樂冀郁胥南班储儲原栗燕楚鄢劳勞谌諶奚皮粟冼蔺藺楼樓盘盤满滿闻聞位厉厲伊仝区區郜海阚闞花权權强強帅帥屠豆朴盖"
    "蓋练練廉禹井祖漆巴丰豐支卿国國狄平计計索宣晋晉相初门門云雲容敬来來扈晁芮都普阙闕浦戈伏鹿薄邸雍辜羊阿乌烏母裘亓修邰赫杭况況那宿鲜鮮印逯"
    "隆茹诺諾战戰慕危玉银銀亢嵇公哈湛宾賓戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴陰昝智幸奉植衡富尧堯闭閉由常丘蒯钮糜宣旷展彻"
)
COMPOUND = re.compile("欧阳|歐陽|上官|司马|司馬|诸葛|諸葛|东方|東方|皇甫|尉迟|公孙|令狐|慕容|司徒|夏侯|端木")
NO_NAME = frozenset(
    (
        "本报", "本刊", "本网", "全文", "上图", "下图", "左图", "右图", "资料", "图片", "视频", "时间",
        "日期", "来源", "编辑", "责编", "未完", "原文", "转载", "摘要", "正文", "译文", "网友", "转帖",
        "调查", "关闭", "打印", "收藏", "写真", "撮影", "提供", "出典", "参照", "敬称略", "以下", "以上",
        "続く", "終わり", "記事", "広告", "画像", "共同", "時事", "綜合", "综合", "作者",
    )
)  # fmt: skip
# What someone is who writes, and for whom; a name follows, after a sign or none.
_FOR = rf"[{HAN}A-Za-z]{{0,12}}?"
_ROLE = r"(?:记者|記者|通讯员|通訊員|实习生|實習生|特派员|評論員|评论员|特约撰稿人?|撰稿人|撰稿|首席记者|主笔)"
_WRITER = (
    r"(?:作\s?者|著\s?者|笔者|撰\s?文|撰稿人?|执笔人?|執筆者?|文字|原作者|作家|博主|楼主|发布者|發布者|发布人|发表者|投稿者|"
    r"ライター|記事|取材[・･]?文|取材[・･]構成|(?<![\u3400-\u9fff])文[/／、]?[图圖攝摄]?)"
)
_COLON = r"\s?[:：/／|｜＝=丨・︱∣]\s?"
_PERSON = rf"[{HAN}·•]{{1,12}}|[A-Za-z][\w.·&’'-]*"
_AND = r"(?:[ \u3000\xa0]*[、,，/／;；和与與 \u3000\xa0]+|[ \u3000\xa0]+&[ \u3000\xa0]+)"
_PEOPLE = rf"((?:{_PERSON})(?:{_AND}(?:{_PERSON})){{0,24}})"
LABELLED = re.compile(rf"(?:文[/／、]?[图圖][\s\u3000]+|{_WRITER}{_COLON}){_PEOPLE}")
USER = re.compile(rf"(?:{_WRITER}|{_ROLE}){_COLON}([^\s:：|｜（(【\[]{{2,24}})")
REPORTED = re.compile(
    rf"(?:^|[\s（(【\[■□▲◆●◎★丨|｜。！？”]|(?<=讯)|(?<=电)|(?<=日)){_FOR}{_ROLE}(?:{_COLON}|[\s　]*){_PEOPLE}"
)
POSTED = re.compile(rf"由\s?([{HAN}\w·&.-]{{2,16}}?)\s?(?:张贴|發表|发表|发布|發佈|上传|撰写|投稿)")
POSTER = re.compile(rf"(?:^|[\s|｜])([{HAN}\w·&.-]{{2,16}})\s(?:发表于|發表於|发布于|發佈於|写于|寫於|张贴于)")
IN_BRACKETS = re.compile(rf"[（(【\[]\s*{_PEOPLE}\s*[）)】\]]\s*$")
# After the names of a byline: what they did, where they were, and other words of the line.
_STOP = re.compile(
    rf"^(?:摄|攝|图|圖|报道|報道|報導|发自|發自|出自|来源|來源|责任|責任|编辑|編輯|责编|校对|校對|审核|监制|时间|時間|日期|发布|發佈|發布|发表|發表|"
    rf"点击|點擊|浏览|瀏覽|阅读|閱讀|字号|字體|更新|分享|评论|北京|上海|广州|深圳|{_WRITER}|{_ROLE}|本报|本報|本刊|本网|新华社|中新社|"
    rf"系|为|是|供稿|整理|综合|翻译|译)|(?:报道|報道|報導|摄|攝|发自|供图|日电|日讯|编辑)$"
)
# What follows a name that no sign ends.
_AFTER_NAME = re.compile(
    r"(?:报道|報道|報導|发自|發自|从|從|在|昨|今|近日|日前|获悉|獲悉|采访|採訪|了解|摄|攝|编译|综合|通讯员|记者|实习|摄影|文并|责任|编辑|来源)"
)
SIGNED = re.compile("发自|發自|报道|報道|報導")  # which only follow a name
ORGANISATION = re.compile(
    r"(?:网|報|报|社|台|周刊|杂志|新闻|编辑部|委员会|公司|大学|学院|研究院|中心|频道|客户端|公众号|集团|部|局|厅|处|办)$"
)
# A name, a place of two characters and the day of the dispatch: 蔡宜庭南投20日電.
DATELINE = re.compile(rf"([{SURNAMES}][{HAN}]{{1,2}})[{HAN}]{{2}}(?:\d{{1,2}}月)?\d{{1,2}}日[电電]")
KANA = re.compile(r"[\u3040-\u30ff]")
JAPANESE = (
    r"[\u4e00-\u9fff々]{2,4}[ \u3000]?[\u4e00-\u9fff\u3040-\u30ff々]{1,4}(?<![年月日回版])"  # 佐藤花子, 佐藤 花子
)
CREDIT = re.compile(r"[摄攝]\s*[)）】\]]?\s*$|[摄攝]影|供图|図|責任編輯|责任编辑|责编|^编辑|^編輯")


def is_han_name(text: str, sure: bool = False) -> bool:
    """Whether a text has the look of a Chinese name: a surname and one or two characters more.

    `sure` asks of no more than that it is short, where a word says that it is a name.
    """
    text = text.replace("·", "")
    if not re.fullmatch(f"[{HAN}]+", text) or text in NO_NAME:
        return False
    if sure:
        return 2 <= len(text) <= 8 and not _STOP.search(text)
    return (bool(COMPOUND.match(text)) and 3 <= len(text) <= 4) or (text[0] in SURNAMES and 2 <= len(text) <= 3)


def split_names(text: str, sure: bool = False) -> list[str]:
    """The names of a list of them, to the first piece that is none; 赵 培 is one."""
    joined: list[str] = []
    for piece in filter(None, re.split(_AND, text)):
        if joined and len(piece) == 1 and len(joined[-1]) == 1 and re.fullmatch(f"[{HAN}]", piece):
            joined[-1] += piece
        else:
            joined.append(piece)
    names: list[str] = []
    for piece in joined:
        name, signed = _cut(piece)
        told = not names if signed else sure  # of a second piece before 报道 it is the place
        if not name or not (is_han_name(name, told) or re.fullmatch(r"[A-Za-z][\w.·&’'-]{1,23}", name)):
            break
        names.append(name)
        if name != piece:
            break
    return names[:MAX_NAMES]


def _cut(piece: str) -> tuple[str, bool]:
    """A piece without the words that follow its name (李明报道, 李明昨日), and whether those only follow one."""
    end = _AFTER_NAME.search(piece, 2)
    if end is None:
        return "" if _STOP.search(piece) else piece, False
    name, signed = piece[: end.start()], bool(SIGNED.match(piece[end.start() :]))
    if is_han_name(name) or (signed and len(name) <= 4 and not re.match("[在从就对向于又再也已]", name)):
        return name, signed
    return "" if _STOP.search(piece) else piece, False


def names_in(line: str) -> list[str]:
    """The authors that a byline names; none if a line is none."""
    if line.isascii():
        return []
    match = LABELLED.search(line)
    if match and not re.match(r"[\w&.-]", line[match.end() :]) and (names := split_names(match[1], sure=True)):
        label = len(names) > 1 and re.match(r"\s*[:：]", line[match.end() :])  # 作者：李明 分类：
        return names[:-1] if label else names
    if reported := _reported(line):
        return reported
    for pattern in (USER, POSTED, POSTER):
        if (match := pattern.search(line)) and not ORGANISATION.search(match[1]):
            return [match[1]]
    return []


def _reported(line: str) -> list[str]:
    """The names after every 记者, 通讯员 and the like in a line."""
    names: list[str] = []
    place = 0
    while match := REPORTED.search(line, place):
        if not CREDIT.search(match[0]) and not re.search("[摄攝]影", line[max(0, match.start() - 2) : match.end()]):
            dateline = DATELINE.match(match[1] + line[match.end() :])
            names += [dateline[1]] if dateline else split_names(match[1], sure=_parted(line, match))
        inside = re.search(_ROLE, line[match.start(1) :])
        place = match.start(1) + max(0, inside.start() - 1) if inside else match.end()
    return list(dict.fromkeys(names))[:MAX_NAMES]


def _parted(line: str, match: re.Match[str]) -> bool:
    """Whether a sign or space stands between the word and the name: then what follows to the next sign is one."""
    return not re.match(f"[{HAN}]", line[match.start(1) - 1])


def is_organisation(name: str) -> bool:
    """Whether a name is that of a newspaper, an office and the like."""
    return bool(ORGANISATION.search(name))


def signature_in(line: str) -> list[str]:
    """The authors named in brackets at the end of a text, by a word for what they are or their surnames alone."""
    if (match := IN_BRACKETS.search(line)) and not CREDIT.search(match[1]):
        if KANA.search(line) and re.fullmatch(JAPANESE, match[1]) and match[1] not in NO_NAME:
            return [match[1]]
        names = split_names(match[1])
        reported = match[1].endswith(("报道", "報導"))
        whole = len("".join(names)) >= 0.8 * len(re.sub(rf"[^{HAN}\w]", "", match[1]))
        if names and is_han_name(names[0]) and (reported or whole):
            return names
    return []
