"""Makes wordnet.json of the slow tests from the files of Debian's wordnet-base 1:3.0-37.

    python3 Tests/Reference/make_wordnet_fixtures.py [FOLDER]
"""

import csv
import json
import sys
from pathlib import Path

from reference_wordnet import WordNet

ROOT = Path(__file__).resolve().parents[2]
MAPPING = ROOT / "Sources/HUSEData/Resources/food-101-synsets.csv"
FIXTURE = ROOT / "Tests/HUSESlowTests/Fixtures/data/wordnet.json"

wordnet = WordNet(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/wordnet")
paths = {}
for row in csv.DictReader(MAPPING.open()):
    path = wordnet.path(wordnet.offset(row["synset"]))
    name = row["class"]
    paths[name] = path[:-1] + [name] if row["relation"] == "is" else path + [name]
# What a class means as a node above others is called by its class.
called = {wordnet.path(wordnet.offset(row["synset"]))[-1]: row["class"]
          for row in csv.DictReader(MAPPING.open()) if row["relation"] == "is"}
paths = {name: [called.get(node, node) for node in path] for name, path in paths.items()}
nouns = {
    word: [[wordnet.name(offset), wordnet.synsets[offset][2], len(wordnet.path(offset))]
           for offset in wordnet.senses[word]]
    for word in sorted(wordnet.senses)[::1500] + ["hot_dog", "'hood", "zyrian", "line"]}
FIXTURE.parent.mkdir(parents=True, exist_ok=True)
FIXTURE.write_text("{\n" + ",\n".join(
    f'"{key}": {{\n' + ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}"
                                  for name, value in part.items()) + "\n}"
    for key, part in (("paths", paths), ("nouns", nouns))) + "\n}\n")
print(f"{len(paths)} classes, {len(nouns)} nouns")
