"""Strings that tokenizers are tried on: words, every plane of Unicode, control characters, long
runs, accents in every order, and the names of special tokens."""

import random

from text_samples import SENTENCES

TOKENS = ["[CLS]", "[MASK]", "[UNK]", "<s>", "</s>", "<mask>", "<pad>", "<unk>", "<|endoftext|>",
          "<|startoftext|>", "[x]", "[x][y]", "Pizza", "pizza", "<0x41>", "<0x00>", "ＡB", "▁", "##s"]
SPACES = list(" \t\n\r\v\f\x1c\x85\xa0\u1680\u2003\u2028\u202f\u3000\u200b\ufeff")
ODD = list("'’\"-–—…½ﬁÅÅẞßİıſσςΣéñ漢字かなカナ한국ᄀ가\u11a7\u11a8"
           "\u0301\u0308\u0327\u0345\u200d\ufe0f🍕👩🏽‍🍳🇨🇭٣५Ⅷ²①〇ＡＢａ\x00\x01\x7f\x9f\ufffd\ufffe\U0010ffff"
           "\ue000\U0001d400\U00011938\u0958\uac00\ud7a3")
CONTRACTIONS = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "''", "n't"]


def scalar(generator):
    """A scalar value: planes are drawn first, since most have few characters."""
    plane = generator.choice([0, 0, 0, 0, 1, 1, 2, 3, 14, 15, 16])
    while True:
        value = plane << 16 | generator.randrange(0x10000)
        if not 0xD800 <= value < 0xE000:
            return chr(value)


def part(generator, words):
    kind = generator.randrange(11)
    if kind < 3:
        return generator.choice(words)
    if kind == 3:
        return generator.choice(TOKENS)
    if kind == 4:
        return generator.choice(SPACES) * generator.choice([1, 1, 2, 3])
    if kind == 5:
        return "".join(generator.choice(ODD) for _ in range(generator.randrange(1, 5)))
    if kind == 6:
        return "".join(scalar(generator) for _ in range(generator.randrange(1, 4)))
    if kind == 7:
        return generator.choice(CONTRACTIONS)
    if kind == 8:
        return str(generator.randrange(10 ** generator.randrange(1, 8)))
    if kind == 9:
        return chr(generator.randrange(0x20, 0x250))
    base = generator.choice("aeo가क")
    return base + "".join(chr(generator.randrange(0x300, 0x370))
                          for _ in range(generator.randrange(1, 4)))


def strings(count, seed):
    generator = random.Random(seed)
    words = [word for sentence in SENTENCES for word in sentence.split()]
    result = ["", " ", "\n", "\x00", "é", "▁", "▁▁a", "a▁b", " a", "a ", "aa" * 60, "'" * 40]
    result += [generator.choice(ODD + SPACES + list("aZ0.")) * generator.choice([99, 101, 130])
               for _ in range(8)]
    while len(result) < count:
        joint = generator.choice(["", " ", " ", "  "])
        text = joint.join(part(generator, words) for _ in range(generator.randrange(1, 9)))
        if generator.randrange(200) == 0:
            text *= 12
        result.append(text)
    return result[:count]
