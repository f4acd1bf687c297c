"""The list of emoji, their annotations, and which of them are versions of one thing."""

import tempfile
import unittest
from pathlib import Path

import support  # noqa: F401

from emoji import annotations, listing, variants

LIST = """# emoji-test.txt
# group: Smileys & Emotion

# subgroup: face-smiling
1F600                  ; fully-qualified     # 😀 E1.0 grinning face
263A FE0F              ; fully-qualified     # ☺️ E0.6 smiling face
263A                   ; unqualified         # ☺ E0.6 smiling face

# group: Component
# subgroup: skin-tone
1F3FB                  ; component           # 🏻 E1.0 light skin tone

# group: Travel & Places
# subgroup: sky & weather
1F44B 1F3FB            ; fully-qualified     # 👋🏻 E1.0 waving hand: light skin tone
0023 FE0F 20E3         ; fully-qualified     # #️⃣ E0.6 keycap: #
002A FE0F 20E3         ; fully-qualified     # *️⃣ E2.0 keycap: *
1F1E6 1F1FD            ; fully-qualified     # 🇦🇽 E2.0 flag: Åland Islands
"""


class ListTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = Path(folder.name) / "emoji-test.txt"
        path.write_text(LIST, encoding="utf-8")
        self.emoji = listing.read(path)

    def test_fully_qualified_ones_without_skin_tone(self):
        self.assertEqual(
            [item.name for item in self.emoji],
            ["grinning face", "smiling face", "keycap: #", "keycap: *", "flag: Åland Islands"])
        self.assertEqual(self.emoji[1].characters, "\u263A\uFE0F")
        self.assertEqual(self.emoji[1].key, "\u263A")
        self.assertEqual(self.emoji[0].folder, ("smileys-emotion", "face-smiling"))
        self.assertEqual(self.emoji[2].folder, ("travel-places", "sky-weather"))

    def test_images_have_names_of_their_own(self):
        self.assertEqual(
            listing.images(self.emoji),
            ["grinning-face.png", "smiling-face.png", "keycap-23-fe0f-20e3.png",
             "keycap-2a-fe0f-20e3.png", "flag-aland-islands.png"])


class AnnotationTests(unittest.TestCase):
    def test_names_and_keywords(self):
        with tempfile.TemporaryDirectory() as name:
            for file, content in zip(annotations.FILES, (
                '<annotation cp="😀">face | grin | Grinning  face</annotation>'
                '<annotation cp="😀" type="tts">grinning face</annotation>',
                '<annotation cp="🇦🇽">flag</annotation>'
                '<annotation cp="🇦🇽" type="tts">flag: Åland Islands</annotation>',
            )):
                path = Path(name) / file
                path.parent.mkdir()
                path.write_text(
                    f"<ldml><annotations>{content}</annotations></ldml>", encoding="utf-8")
            names, keywords = annotations.read(Path(name))
        smile = listing.Emoji((0x1F600,), "grinning", ("a", "b"))
        flag = listing.Emoji((0x1F1E6, 0x1F1FD), "flag", ("a", "b"))
        self.assertEqual(
            annotations.parts(smile, names, keywords), ("grinning face", "", ("face", "grin")))
        self.assertEqual(
            annotations.parts(flag, names, keywords), ("flag: Åland Islands", "", ("flag",)))

    def test_younger_emoji_keep_the_name_of_the_list(self):
        self.assertEqual(
            annotations.parts(listing.Emoji((0x1FAE8,), "shaking face", ()), {}, {}),
            ("shaking face", "", ()))


class VariantTests(unittest.TestCase):
    def assert_one_thing(self, *emoji):
        self.assertEqual(len({variants.thing(tuple(map(ord, each))) for each in emoji}), 1, emoji)

    def test_versions_of_people(self):
        self.assert_one_thing("🏃", "🏃‍♀️", "🏃‍♂️", "🏃‍➡️", "🏃‍♀️‍➡️", "🏃🏽‍♂️")
        self.assert_one_thing("🧑‍🚀", "👩‍🚀", "👨‍🚀")
        self.assert_one_thing("🧑", "👩", "👨", "👱", "👱‍♀️", "🧔", "🧔‍♂️", "👨‍🦰", "👩‍🦲", "🧑‍🦳")
        self.assert_one_thing("🧒", "👦", "👧")
        self.assert_one_thing("🤴", "👸", "🫅")
        self.assert_one_thing("🎅", "🤶", "🧑‍🎄")

    def test_couples_and_families(self):
        self.assert_one_thing("💏", "👩‍❤️‍💋‍👨", "👨‍❤️‍💋‍👨")
        self.assert_one_thing("💑", "👩‍❤️‍👨", "👩‍❤️‍👩")
        self.assert_one_thing("👫", "👬", "👭", "🧑‍🤝‍🧑")
        self.assert_one_thing("👪", "👨‍👩‍👧‍👦", "👩‍👦", "🧑‍🧑‍🧒")

    def test_other_things_stay_apart(self):
        emoji = [
            "🧑", "🧒", "🧓", "👶", "👪", "💏", "💑", "👫", "🕐", "🕜", "🕑", "🌑", "🌒", "❤️", "💙",
            "❤️‍🔥", "1️⃣", "2️⃣", "♀️", "♂️", "➡️", "🏃", "🚶", "🧑‍🚀", "🧑‍🎨", "🏴", "🏴‍☠️", "🏳️", "🏳️‍🌈",
        ]
        self.assertEqual(
            len({variants.thing(tuple(map(ord, each))) for each in emoji}), len(emoji))


if __name__ == "__main__":
    unittest.main()
