"""Texts that encoders are tried on: plain, odd and random ones, and a vocabulary of many scripts."""

import re
import unicodedata

SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

SENTENCES = [
    "A slice of pizza with basil and melted mozzarella.",
    "Red apple with a green leaf",
    "The quick brown fox jumps over the lazy dog.",
    "Preheat the oven to 350°F (175°C) and grease a 9x13-inch baking dish.",
    "Crème brûlée, pâté and jalapeño poppers",
    "An old steam locomotive, drawn in black ink",
    "computer keyboard icon",
    "Was it a car or a cat I saw?",
    "Simmer for 20–25 minutes, until the sauce has thickened; season to taste.",
    "He said: \"No way!\" — and left...",
    "spaghetti alla puttanesca",
    "寿司 and 刺身 are served cold",
    "a",
    "",
    "Clipart by johnny_automatic, public domain, 2006",
    "Whisk together flour, sugar, baking powder, salt and 2 eggs. Fold in the blueberries. "
    "Pour 1/4 cup of batter for each pancake onto a hot griddle. Flip when bubbles form.",
    "antidisestablishmentarianism",
    "🍕🍣 emoji only?",
    "Two dogs are running across a field while a child throws a ball.",
    "The semantic graph keeps similar classes near to each other in the embedding space.",
]


def cased_vocabulary(uncased, generator):
    """Letters of many scripts with and without accents, and pieces in three spellings."""
    letters = [chr(c) for c in range(0x21, 0x250) if chr(c).isprintable()]
    letters += list("αβγδεζηθικλμνξοπρςστυφχψωΑΣΩάέЖжЁёйИאבגشعربक्षกขあアン한국漢字中国ßſẞﬁİıǅ")
    letters += [unicodedata.normalize("NFD", "é")[1], "\u0307"]
    words = [t for t in uncased if re.fullmatch(r"(##)?[a-z]{2,7}", t)]
    pieces = generator.sample(words, 1500)
    pieces += [t.capitalize() for t in pieces if not t.startswith("##")]
    pieces += [t.upper() for t in generator.sample(pieces, 200)]
    pieces += ["Café", "CRÈME", "##ée", "Straße", "##ÖL"]
    tokens = SPECIALS + letters + ["##" + l for l in letters] + pieces
    return list(dict.fromkeys(tokens))


def odd_strings():
    yield from [
        "", " ", "\t\n\r", "\x00", "a\x00b", "a\x0bb", "a\x0cb", "a\x85b", "a\x7fb", "\ufffd", "a\ufffdb",
        "no\u00a0break", "zero\u200bwidth", "join\u200dner", "soft\u00adhyphen", "\ufeffbom",
        "line\u2028separator\u2029paragraph", "ideographic\u3000space", "narrow\u202fspace",
        "\u180emongolian", "word\u2060joiner", "\U000e0041tag", "\ue000private", "\U0010fffdx",
        "İstanbul ISTANBUL ıstanbul istanbul", "ΟΔΥΣΣΕΥΣ Οδυσσεύς ΣΑΣ σς", "Straße STRASSE ẞ",
        "ﬁne oﬃce ﬂow ﬀ", "Ǆ ǅ ǆ Ǉ", "Å Å Å ångström", "é é ê̄ ệ ệ", "a\u0301\u0316b \u0316\u0301",
        "\u0344 \u0340 \u0343", "각 각 한국어 조선말", "ᄀᄀᆨ", "日本語テキスト", "かがぎ ぱ ﾊﾟ", "漢字 中国",
        "\u3400\u4dbf\u4e00\u9fff\ufa0e\uf900", "\U00020000\U0002a6d6\U0002a700\U0002b73f\U0002b740",
        "\U0002b820\U0002ceaf\U0002ceb0\U00030000\U0002f800\U0002fa1d", "مرحبا بالعالم", "שָׁלוֹם עולם",
        "हिन्दी क्षत्रिय ड़", "ไทยภาษา", "தமிழ் கொ", "বাংলা ো", "មនុស្ស", "བོད་སྐད", "👩‍👩‍👧‍👦 👍🏽 🇩🇪 ❤️",
        "\u0378 \u0380 unassigned", "\U00011938 \U000105c9 \U00016d68", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "ＦＵＬＬ ｗｉｄｔｈ！", "①②③ ½ ™ №",
        "\u1734x \u1885y \u1886 \ua9bdz \U000111c9q \U0001171e \u166d", "¡Hola! ¿Qué?", "«guillemets» „quotes“",
        "don't can't o'clock", "snake_case kebab-case", "$5.00 £3 €7", "a+b=c^2|d~e`f<g>h", "x" * 100,
        "x" * 101, "é" * 50, "é" * 101, "e\u0301" * 101, "ab" * 60 + " ok", "[SEP]", "see [SEP] here",
        "[CLS][SEP]", "[sep] [Sep]", "a[MASK]b", "[MASK", "MASK]", "[[SEP]]", "[UNK][PAD]", "[ SEP ]",
        "[SEP]\u0301", "ca\u0301[SEP]fe\u0301", "\u0301[CLS]", "##ing ing##", "# # ##", "𐐀𐐨 Ꭰꭰ Ა ა ᲀ",
        "\u1c89 \ua7cb \ua7da \U00010d50 \U00016ea0", "ΰ ΰ ᾳ ᾼ", "ŉ ǰ ẖ", "K K ℃ Ω", "\u0300", "\u0300a",
        "𝅗𝅥 𝅘𝅥𝅯", "〮ア〯\u0316", "\u0f73 \u0f75 \u0f81", "\u0958 \u095f", "\u2126\u212a\u212b", "ﬀﬁ ﬓ יִ שׁ",
    ]


def random_strings(uncased, generator, count):
    words = [t for t in uncased if re.fullmatch(r"[a-z0-9]{2,}", t)]
    pools = [
        range(0x20, 0x7F), range(0xA0, 0x250), range(0x250, 0x370), range(0x370, 0x530),
        range(0x590, 0x700), range(0x900, 0xE00), range(0xE00, 0x1200), range(0x1100, 0x1200),
        range(0x1E00, 0x2000), range(0x2000, 0x2070), range(0x2070, 0x2E80), range(0x3000, 0x3100),
        range(0x3400, 0xA000), range(0xAC00, 0xD7A4), range(0xF900, 0xFB50), range(0xFB50, 0x10000),
        range(0x10000, 0x11000), range(0x11000, 0x12000), range(0x1D000, 0x1D800),
        range(0x1F000, 0x1FB00), range(0x20000, 0x20010), range(0xE0000, 0xE0100),
        range(0, 0x110000),
    ]

    def scalar(pool):
        while True:
            value = generator.choice(pool)
            if not 0xD800 <= value < 0xE000:
                return chr(value)

    def spelled(word):
        style = generator.randrange(5)
        if style == 0:
            return word.capitalize()
        if style == 1:
            return word.upper()
        if style == 2:
            return "".join(c + (generator.choice("\u0301\u0308\u0327") if generator.random() < 0.2 else "") for c in word)
        return word

    for index in range(count):
        kind = index % 4
        if kind == 0:
            parts = [spelled(generator.choice(words)) for _ in range(generator.randint(1, 9))]
            yield "".join(p + generator.choice([" ", " ", " ", ", ", ".", "-", "", "\u00a0"]) for p in parts)
        elif kind == 1:
            pool = generator.choice(pools)
            yield "".join(scalar(pool) for _ in range(generator.randint(1, 12)))
        elif kind == 2:
            yield "".join(scalar(generator.choice(pools)) for _ in range(generator.randint(1, 16)))
        else:
            marks = range(0x300, 0x370)
            pool = generator.choice(pools)
            yield "".join(
                scalar(pool) + "".join(scalar(marks) for _ in range(generator.choice([0, 0, 1, 2])))
                for _ in range(generator.randint(1, 7))
            ) + " " + generator.choice(words)
