import Foundation
internal import HUSECore

/// A model file of SentencePiece (Kudo and Richardson 2018): `ModelProto` in protocol buffers.
struct SentencePieceModel {
  private struct Piece {
    var token = ""
    var score: Float = 0
    var kind: UInt64 = 1
  }

  /// The kinds of pieces that differ from others.
  private enum Kind {
    static let normal: UInt64 = 1
    static let unknown: UInt64 = 2
    static let userDefined: UInt64 = 4
    static let byte: UInt64 = 6
  }

  private var pieces: [Piece] = []
  private var isBytePair = false
  private var fallsBackToBytes = false
  private var table: [UInt8] = []
  private var spaces = SentencePieceSpaces()
  private let path: String

  private static let remedy: Remedy = "Fetch the SentencePiece model again."

  /// - Throws: `HUSEError.malformedFile` for bytes that are not a model; `.unsupportedFile` for
  ///   models of words or characters and pieces that a user defined.
  init(_ bytes: [UInt8], path: String) throws(HUSEError) {
    self.path = path
    let malformed = HUSEError.malformedFile(
      path: path, problem: "is not a SentencePiece model", remedy: Self.remedy)
    guard let fields = ProtocolBufferReader.fields(of: bytes[...]) else { throw malformed }
    for field in fields {
      guard case .bytes(let message) = field.value, 1...3 ~= field.number else { continue }
      guard let parts = ProtocolBufferReader.fields(of: message) else { throw malformed }
      switch field.number {
      case 1: pieces.append(try Self.piece(parts, orThrow: malformed))
      case 2: try readTraining(parts)
      default: readNormalizer(parts)
      }
    }
    guard !pieces.isEmpty else { throw malformed }
    if let piece = pieces.first(where: { $0.kind == Kind.userDefined }) {
      throw .unsupportedFile(
        path: path, found: "the user-defined piece '\(piece.token)'",
        supported: "models without user-defined pieces; or the tokenizer.json of the model")
    }
  }

  private static func piece(
    _ fields: [(number: Int, value: ProtocolBufferReader.Value)], orThrow error: HUSEError
  ) throws(HUSEError) -> Piece {
    var piece = Piece()
    for field in fields {
      switch (field.number, field.value) {
      case (1, .bytes(let bytes)):
        // No model has pieces so long; the ways to cut one grow with its length.
        guard bytes.count <= 4096, let token = String(validating: bytes, as: UTF8.self) else {
          throw error
        }
        piece.token = token
      case (2, .fixed32(let bits)): piece.score = Float(bitPattern: bits)
      case (3, .integer(let kind)): piece.kind = kind
      default: break
      }
    }
    return piece
  }

  private mutating func readTraining(
    _ fields: [(number: Int, value: ProtocolBufferReader.Value)]
  ) throws(HUSEError) {
    for field in fields {
      guard case .integer(let value) = field.value else { continue }
      switch field.number {
      case 3:
        guard 1...2 ~= value else {
          throw .unsupportedFile(
            path: path, found: "a SentencePiece model of the type \(value)",
            supported: "Unigram (1), BPE (2)")
        }
        isBytePair = value == 2
      case 24: spaces.followWords = value != 0
      case 35: fallsBackToBytes = value != 0
      default: break
      }
    }
  }

  private mutating func readNormalizer(_ fields: [(number: Int, value: ProtocolBufferReader.Value)])
  {
    for field in fields {
      switch (field.number, field.value) {
      case (2, .bytes(let bytes)): table = Array(bytes)
      case (3, .integer(let value)): spaces.addsPrefix = value != 0
      case (4, .integer(let value)): spaces.removesExtra = value != 0
      case (5, .integer(let value)): spaces.escapes = value != 0
      default: break
      }
    }
  }

  func normalizer(_ style: TokenizerSource.SentencePieceStyle) throws(HUSEError) -> TextNormalizer {
    var steps: [TextNormalizer] = []
    var spaces = spaces
    if style == .siglip {
      steps = [.lowercase, .removeASCIIPunctuation]
      spaces.addsPrefix = true
    }
    let map: CharacterMap? =
      try table.isEmpty ? nil : CharacterMap(table, matching: .longest, path: path)
    return .sequence(steps + [.sentencePiece(map, spaces)])
  }

  /// The model, the special tokens and those around a text, with the numbers of a style.
  func parts(
    _ style: TokenizerSource.SentencePieceStyle
  ) throws(HUSEError) -> (any TokenModel, AddedTokens, TokenFrame) {
    func number(_ token: String) throws(HUSEError) -> Int32 {
      guard let index = pieces.firstIndex(where: { $0.token.utf8.elementsEqual(token.utf8) })
      else {
        throw .malformedFile(
          path: path, problem: "the model has no piece '\(token)'", remedy: Self.remedy)
      }
      return Int32(index)
    }
    let model = try isBytePair ? bytePairs() as any TokenModel : unigram()
    switch style {
    case .plain:
      return (model, AddedTokens([], normalizer: nil), TokenFrame())
    case .siglip:
      let end = try number("</s>")
      let specials = try ["</s>", "<unk>"].map { (token) throws(HUSEError) in
        AddedTokens.Token(
          content: token, number: try number(token), stripsLeft: true, stripsRight: true)
      }
      return (model, AddedTokens(specials, normalizer: nil), TokenFrame(after: [end]))
    case .xlmRoberta:
      let moved = MovedNumbers(model)
      let specials: [(String, Int32)] = [
        ("<s>", 0), ("<pad>", 1), ("</s>", 2), ("<unk>", 3), ("<mask>", Int32(pieces.count + 1)),
      ]
      return (
        moved,
        AddedTokens(
          specials.map {
            AddedTokens.Token(content: $0.0, number: $0.1, stripsLeft: $0.0 == "<mask>")
          }, normalizer: nil),
        TokenFrame(before: [0], after: [2])
      )
    }
  }

  private var unknown: Int? { pieces.firstIndex { $0.kind == Kind.unknown } }

  private func unigram() throws(HUSEError) -> UnigramModel {
    let isUsable = pieces.map { $0.kind == Kind.normal }
    return try UnigramModel(
      pieces.map { ($0.token, Double($0.score)) }, unknown: unknown,
      fallsBackToBytes: fallsBackToBytes, usable: { isUsable[$0] }, addsInSinglePrecision: true,
      path: path)
  }

  /// Merges for every way in which two pieces make a third, the pieces of higher scores first.
  private func bytePairs() throws(HUSEError) -> BytePairModel {
    let normal = pieces.enumerated().filter { $1.kind == Kind.normal }
    let trie = TokenTrie(normal.map { ($1.token, $0) })
    let scores = Set(normal.map(\.element.score)).sorted(by: >)
    let ranks = Dictionary(uniqueKeysWithValues: scores.enumerated().map { ($1, $0) })
    var merges: [(first: String, second: String, rank: Int)] = []
    for (_, piece) in normal {
      let bytes = Array(piece.token.utf8)
      for cut in bytes.indices.dropFirst() where bytes[cut] & 0xC0 != 0x80 {
        guard trie.number(of: bytes[..<cut]) != nil, trie.number(of: bytes[cut...]) != nil else {
          continue
        }
        merges.append(
          (
            String(decoding: bytes[..<cut], as: UTF8.self),
            String(decoding: bytes[cut...], as: UTF8.self), ranks[piece.score] ?? 0
          ))
      }
    }
    return try BytePairModel(
      pieces.enumerated().filter { [Kind.normal, Kind.unknown, Kind.byte].contains($1.kind) }
        .map { ($1.token, $0) },
      rankedMerges: merges,
      options: BytePairModel.Options(
        unknown: unknown.map { pieces[$0].token }, fusesUnknown: true,
        fallsBackToBytes: fallsBackToBytes), path: path)
  }
}

/// The numbers of XLM-RoBERTa: those of its pieces, moved by one, and another for what is unknown.
private struct MovedNumbers: TokenModel {
  private let model: any TokenModel

  init(_ model: any TokenModel) { self.model = model }

  var vocabularySize: Int { model.vocabularySize + 1 }

  func append(_ word: ArraySlice<UInt8>, to numbers: inout [Int32]) {
    var own: [Int32] = []
    model.append(word, to: &own)
    // 0 is the unknown piece.
    numbers.append(contentsOf: own.map { $0 == 0 ? 3 : $0 + 1 })
  }

  func number(of token: String) -> Int32? {
    model.number(of: token).map { $0 == 0 ? 3 : $0 + 1 }
  }
}
