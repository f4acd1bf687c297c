"""The code points that join and modify emoji."""

JOINER = 0x200D
TEXT_STYLE, EMOJI_STYLE = 0xFE0E, 0xFE0F
SKIN_TONES = frozenset(range(0x1F3FB, 0x1F400))
HAIR = frozenset(range(0x1F9B0, 0x1F9B4))


def is_variation_selector(code):
    """Whether the code point only asks for the text or the emoji style."""
    return code in (TEXT_STYLE, EMOJI_STYLE)
