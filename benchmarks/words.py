"""Titles, styles and lyrics that look real, in three scripts; the same seed gives the same words."""

from dataclasses import dataclass

SHORTEST, LONGEST = 1000, 3000  # bytes of lyrics
SECTIONS = ("[Verse 1]", "[Chorus]", "[Verse 2]", "[Chorus]", "[Bridge]", "[Chorus]", "[Outro]")
LINES_A_SECTION = 5
STEMS = ("Vocals", "Backing Vocals", "Drums", "Bass", "Guitar", "Keyboard", "Percussion", "Strings", "Synth", "FX",
         "Brass", "Woodwinds")  # fmt: skip


@dataclass(frozen=True)
class Tongue:
    """Parts of which any choice, one from each column, makes a line."""

    columns: tuple[tuple[str, ...], ...]
    glue: str = " "

    def line(self, dice):
        return self.glue.join(dice.choice(column) for column in self.columns)


def _columns(*texts):
    return tuple(tuple(text.split("|")) for text in texts)


LATIN = Tongue(
    _columns(
        "The river|My brother|A lantern|The harbour|Your letter|The radio|Old Berlin|The winter|A stranger"
        "|The driver|Our kitchen|The morning|That summer|The café|A sparrow|The window|Your shadow|The garden"
        "|The last train|A thousand birds|The señora|Every engine|The façade|A satellite|The orchard",
        "remembers|carries|forgives|follows|borrows|lights up|answers|keeps|outlives|crosses|forgets|repeats"
        "|holds|wakes|leaves behind|calls for|sings about|turns to|waits for|paints over",
        "the silver|a quiet|every broken|the distant|your gentle|a burning|the hollow|my crooked|an endless"
        "|the velvet|a restless|the frozen|that golden|a borrowed|the naïve|some electric|the fading",
        "road|heart|ocean|signal|promise|mountain|thunder|memory|highway|station|melody|fire|mirror|horizon"
        "|mistake|avenue|echo|rainfall|compass|carousel|über-song|ballad|déjà vu|diamond|valley",
        "tonight|in the rain|before the dawn|on the way home|like we used to|beneath the stars|without a sound"
        "|until the end|by the sea|for a while|in slow motion|somewhere south|at half past two|all over town",
    )
)
CYRILLIC = Tongue(
    _columns(
        "Тихий ветер|Старый дом|Мой далёкий друг|Ночной трамвай|Первый снег|Твой голос|Белый пароход|Лёгкий дождь"
        "|Чужой город|Забытый вокзал|Синий вечер|Усталый капитан|Осенний лес|Последний поезд",
        "помнит|зовёт|хранит|не слышит|провожает|возвращает|ищет|рисует|прощает|уносит|укрывает|повторяет",
        "твоё имя|мою печаль|наше лето|дорогу домой|старую песню|чужие письма|холодное море|звёздную пыль"
        "|нашу тайну|забытые слова|огни на мосту|весеннюю грозу",
        "в тишине|до утра|над рекой|у окна|без конца|за горой|сквозь туман|на рассвете|под луной|как вчера|зимой",
    )
)
CHINESE = Tongue(
    _columns(
        "月光|晚风|城市|列车|故乡|星河|雨水|灯火|海浪|少年|春天|旧照片|远山|候鸟",
        "轻轻|慢慢|悄悄|依然|终于|不再|一直|渐渐",
        "照亮|带走|唤醒|等待|穿过|记得|淹没|拥抱|忘记|陪伴|写下|点燃",
        "我的窗|你的名字|回家的路|那年夏天|沉默的街|没说的话|褪色的梦|北方的雪|一首老歌|遥远的海|温柔的夜",
    ),
    glue="",
)
TONGUES = (LATIN, LATIN, CYRILLIC, CHINESE)  # half of the songs are in Latin letters
GENRES, SOUNDS, SYLLABLES = _columns(
    "dream pop|synthwave|slow waltz|garage rock|bossa nova|chamber folk|drum and bass|lo-fi hip hop|tango"
    "|city pop|post-punk|gospel|ambient|klezmer|highlife|chanson|русский рок|шансон|国风|民谣",
    "warm tape hiss|female voice|male voice|upright piano|nylon guitar|808 bass|string quartet|brushed drums"
    "|brass section|theremin|choir|handclaps|accordion|баян|古筝|琵琶",
    "ka|mi|ro|ve|lan|tor|esh|ulo|bri|quen|zai|nor|pel|dis|fay|gur",
)


def coined(dice):
    """A name that few songs have."""
    return "".join(dice.choices(SYLLABLES, k=4)).title()


def title(dice, tongue):
    parts = [dice.choice(column) for column in tongue.columns[-2:]]
    return tongue.glue.join(parts).capitalize() + (f" ({coined(dice)})" if dice.random() < 0.3 else "")


def style(dice):
    tempo = dice.randrange(64, 176)
    return f"{', '.join(dice.sample(GENRES, 2))}, {', '.join(dice.sample(SOUNDS, 3))}, {tempo} bpm"


def lyrics(dice, tongue):
    """The lines of a song."""
    wanted, size, lines = dice.randrange(SHORTEST, LONGEST), 0, []
    while size < wanted:
        at, rest = divmod(len(lines), LINES_A_SECTION + 1)
        lines.append(tongue.line(dice) if rest else SECTIONS[at % len(SECTIONS)])
        size += len(lines[-1].encode()) + 1
    return lines
