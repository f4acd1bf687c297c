"""A WordNet of four nouns and a mapping, as one file with a byte 0 between its parts."""

LICENCE = "  1 A licence.  \n"

# Word, the position of what is above it, gloss.
NOUNS = [("entity", None, "what there is"), ("food", 0, "what is eaten"), ("pie", 1, "baked"),
         ("apple_pie", 2, "with apples | and cream")]

MAPPING = "class,synset,relation\nchurros,food.n.01,kind of\npies,pie.n.01,is\n"


def files():
    def line(offsets, number):
        word, above, gloss = NOUNS[number]
        pointer = "000" if above is None else f"001 @ {offsets[above]:08} n 0000"
        return f"{offsets[number]:08} 13 n 01 {word} 0 {pointer} | {gloss}  \n"

    zeros, offsets, position = [0] * len(NOUNS), [], len(LICENCE)
    for number in range(len(NOUNS)):
        offsets.append(position)
        position += len(line(zeros, number))
    data = LICENCE + "".join(line(offsets, number) for number in range(len(NOUNS)))
    index = LICENCE + "".join(
        f"{word} n 1 1 @ 1 0 {offset:08}  \n"
        for (word, _, _), offset in sorted(zip(NOUNS, offsets)))
    circle = data.replace(f"@ {offsets[0]:08}", f"@ {offsets[3]:08}")
    return {
        "whole": "\0".join([index, data, MAPPING]).encode(),
        "circle": "\0".join([index, circle, MAPPING]).encode(),
    }
