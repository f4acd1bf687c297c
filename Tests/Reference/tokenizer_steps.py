"""Tokenizers of a single step each, whose numbers are the bytes of what the step makes, with a space
before every word: two programs give the same numbers if, and only if, the step does the same."""

from sentencepiece import sentencepiece_model_pb2
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers

from tiny_tokenizers import CLIP_PATTERN, sentence_pieces


def of_bytes(normalizer=None, words=None, added=()):
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({name: number for number, name in enumerate(alphabet)}, []))
    if normalizer:
        tokenizer.normalizer = normalizer
    bytes_of_words = pre_tokenizers.ByteLevel(add_prefix_space=True, use_regex=False)
    tokenizer.pre_tokenizer = (
        pre_tokenizers.Sequence([words, bytes_of_words]) if words else bytes_of_words)
    tokenizer.add_tokens(list(added))
    return tokenizer


def bert(**options):
    return lambda: of_bytes(normalizers.BertNormalizer(**options))


def charsmap():
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(sentence_pieces())
    return of_bytes(normalizers.Precompiled(model.normalizer_spec.precompiled_charsmap))


STEPS = {
    "bert-cased": bert(lowercase=False, strip_accents=False),
    "bert-accents": bert(lowercase=False, strip_accents=True),
    "bert-uncased": bert(),
    "nfc": lambda: of_bytes(normalizers.NFC()),
    "nfd": lambda: of_bytes(normalizers.NFD()),
    "nfkc": lambda: of_bytes(normalizers.NFKC()),
    "nfkd": lambda: of_bytes(normalizers.NFKD()),
    "nmt": lambda: of_bytes(normalizers.Nmt()),
    "lowercase": lambda: of_bytes(normalizers.Lowercase()),
    "strip-accents": lambda: of_bytes(normalizers.StripAccents()),
    "strip": lambda: of_bytes(normalizers.Strip()),
    "spaces": lambda: of_bytes(normalizers.Replace(Regex(r"\s+"), " ")),
    "characters": charsmap,
    "bert-words": lambda: of_bytes(words=pre_tokenizers.BertPreTokenizer()),
    "white-space": lambda: of_bytes(words=pre_tokenizers.WhitespaceSplit()),
    "punctuation": lambda: of_bytes(words=pre_tokenizers.Punctuation("isolated")),
    "digits": lambda: of_bytes(words=pre_tokenizers.Digits(individual_digits=True)),
    "gpt2-words": lambda: of_bytes(words=pre_tokenizers.ByteLevel(add_prefix_space=False)),
    "clip-words": lambda: of_bytes(
        words=pre_tokenizers.Split(Regex(CLIP_PATTERN), "removed", invert=True)),
    "single-words": lambda: of_bytes(added=[AddedToken("Pizza", single_word=True)]),
    "stripping-words": lambda: of_bytes(added=[AddedToken("Pizza", lstrip=True, rstrip=True)]),
}
