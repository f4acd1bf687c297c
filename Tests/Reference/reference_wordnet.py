"""The nouns of WordNet 3.0 read whole into dictionaries, as wndb(5) describes the files."""

from pathlib import Path


class WordNet:
    def __init__(self, folder):
        self.senses, self.synsets = {}, {}
        for line in Path(folder, "index.noun").read_text().splitlines():
            if not line.startswith("  "):
                fields = line.split()
                self.senses[fields[0]] = fields[-int(fields[2]):]
        for line in Path(folder, "data.noun").read_text().splitlines():
            if not line.startswith("  "):
                fields, _, gloss = line.partition(" | ")
                fields = fields.split()
                words, rest = fields[4:4 + 2 * int(fields[3], 16):2], fields[5 + 2 * int(fields[3], 16):]
                pointers = list(zip(rest[::4], rest[1::4]))
                above = [offset for symbol, offset in pointers if symbol in ("@", "@i")]
                self.synsets[fields[0]] = (words, above, gloss.strip())

    def name(self, offset):
        word = self.synsets[offset][0][0].lower()
        return f"{word}.n.{self.senses[word].index(offset) + 1:02d}"

    def offset(self, name):
        word, _, number = name.rsplit(".", 2)
        return self.senses[word][int(number) - 1]

    def path(self, offset):
        """The names from the most general synset down, by the first hypernym of each."""
        above = self.synsets[offset][1]
        return (self.path(above[0]) if above else []) + [self.name(offset)]
