"""Makes a tokenizer.json of 64 tokens as the tokenizers library saves it, and what it makes of texts.

Run from the root of the repository. Needs tokenizers.
"""

import json
from pathlib import Path

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

TEXT = Path("Tests/HUSETests/Fixtures/text")
# One character in two spellings, and what JSON escapes.
ODD = ["\u00e9", "e\u0301", '"', "\\"]
TEXTS = ["\u00e9 e\u0301", 'a "quoted\\ text"', "[CLS] of [MASK]", "Pizza and \u00c9", ""]


def main():
    tokens = (TEXT / "tiny-bert/vocab.txt").read_text(encoding="utf-8").split("\n")[:-1]
    tokens[-len(ODD):] = ODD
    vocabulary = {token: number for number, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(token, vocabulary[token]) for token in ("[CLS]", "[SEP]")])
    tokenizer.add_special_tokens(
        [token for token in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]") if token in vocabulary])
    folder = TEXT / "tokenizer"
    folder.mkdir(exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    numbers = {text: tokenizer.encode(text, add_special_tokens=False).ids for text in TEXTS}
    (folder / "numbers.json").write_text(json.dumps(
        [{"text": text, "numbers": numbers[text]} for text in TEXTS], indent=1) + "\n")


if __name__ == "__main__":
    main()
