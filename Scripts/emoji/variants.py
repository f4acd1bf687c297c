"""Variants: emoji that show one thing in several versions, which a split should not separate.

Only emoji of people have variants: woman, man or person; the hair, a beard; the direction in which
they face; the members of a couple or of a family. Other emoji that look alike, such as clock faces,
moon phases, keycaps and hearts of different colours, mean different things and stay apart.
"""

from .sequence import HAIR, JOINER, SKIN_TONES, is_variation_selector

WOMAN, MAN, PERSON, CHILD, FAMILY = 0x1F469, 0x1F468, 0x1F9D1, 0x1F9D2, 0x1F46A
HEART, KISS_MARK, HANDSHAKE = 0x2764, 0x1F48B, 0x1F91D
KISS, COUPLE_WITH_HEART, HOLDING_HANDS = 0x1F48F, 0x1F491, 0x1F46B
FEMALE, MALE, FACING_RIGHT = 0x2640, 0x2642, 0x27A1
SIGNS = HAIR | {FEMALE, MALE, FACING_RIGHT}
VERSIONS = {
    WOMAN: PERSON, MAN: PERSON,
    0x1F471: PERSON,  # blond hair
    0x1F9D4: PERSON,  # beard
    0x1F466: CHILD, 0x1F467: CHILD,  # boy, girl
    0x1F474: 0x1F9D3, 0x1F475: 0x1F9D3,  # old man, old woman
    0x1F934: 0x1FAC5, 0x1F478: 0x1FAC5,  # prince, princess, person with crown
    0x1F57A: 0x1F483,  # man dancing, woman dancing
    0x1F930: 0x1FAC4, 0x1FAC3: 0x1FAC4,  # pregnant woman, man, person
    0x1F46C: HOLDING_HANDS, 0x1F46D: HOLDING_HANDS,
}
CLAUS = 0x1F385
WHOLE = {
    (0x1F936,): (CLAUS,), (PERSON, 0x1F384): (CLAUS,),  # Mrs. Claus, mx claus
    (PERSON, HEART, PERSON): (COUPLE_WITH_HEART,),
    (PERSON, HEART, KISS_MARK, PERSON): (KISS,),
    (PERSON, HANDSHAKE, PERSON): (HOLDING_HANDS,),
}


def thing(codes):
    """What an emoji shows: equal for all its variants."""
    codes = [code for code in codes if code not in SKIN_TONES and not is_variation_selector(code)]
    joined = JOINER in codes
    parts = [code for code in codes if code != JOINER]
    parts = [VERSIONS.get(part, part) for part in parts[:1]] + [
        VERSIONS.get(part, part) for part in parts[1:] if not (joined and part in SIGNS)]
    if len(parts) > 1 and set(parts) <= {PERSON, CHILD}:
        return (FAMILY,)
    return WHOLE.get(tuple(parts), tuple(parts))
