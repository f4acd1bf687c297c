import Foundation

/// The canonical composition of Unicode, section 3.11.
enum CanonicalComposition {
  /// Two characters that compose to one.
  private struct Pair: Hashable {
    let first: UInt32
    let second: UInt32
  }

  /// The characters that two compose to, without Hangul, from where Unicode 9 has them.
  private static let composites: [Pair: Unicode.Scalar] = {
    func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }
    var byParts: [[Unicode.Scalar]: Unicode.Scalar] = [:]
    for value in [0xC0...0x30FF, 0x11000...0x115FF].joined() {
      guard let scalar = Unicode.Scalar(UInt32(value)), scalar.isKnownToDecomposition else {
        continue
      }
      let text = String(scalar)
      let parts = scalars(text.decomposedStringWithCanonicalMapping)
      // What stays decomposed is excluded from composition.
      if parts.count > 1, scalars(text.precomposedStringWithCanonicalMapping) == [scalar] {
        byParts[parts] = scalar
      }
    }
    var result: [Pair: Unicode.Scalar] = [:]
    for (parts, scalar) in byParts {
      let rest = Array(parts.dropLast())
      if let last = parts.last, let first = rest.count == 1 ? rest[0] : byParts[rest] {
        result[Pair(first: first.value, second: last.value)] = scalar
      }
    }
    return result
  }()

  /// The composition of a decomposed text in canonical order.
  static func composed(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(text.count)
    // The last character that others may join, and the class of the last that did not.
    var starter: Int?
    var lastClass: UInt8 = 0
    for scalar in text {
      let kind = scalar.combiningClass
      if let index = starter, index == result.count - 1 || lastClass < kind,
        let composite = composite(result[index], scalar)
      {
        result[index] = composite
        continue
      }
      if kind == 0 { starter = result.count }
      lastClass = kind
      result.append(scalar)
    }
    return result
  }

  private static func composite(
    _ first: Unicode.Scalar, _ second: Unicode.Scalar
  ) -> Unicode.Scalar? {
    // Hangul, by arithmetic: section 3.12.
    if 0x1100...0x1112 ~= first.value, 0x1161...0x1175 ~= second.value {
      return Unicode.Scalar(0xAC00 + ((first.value - 0x1100) * 21 + second.value - 0x1161) * 28)
    }
    if 0xAC00...0xD7A3 ~= first.value, (first.value - 0xAC00) % 28 == 0,
      0x11A8...0x11C2 ~= second.value
    {
      return Unicode.Scalar(first.value + second.value - 0x11A7)
    }
    return composites[Pair(first: first.value, second: second.value)]
  }
}

extension Unicode.Scalar {
  /// The canonical combining class; 0 for characters that begin a sequence.
  var combiningClass: UInt8 { properties.canonicalCombiningClass.rawValue }
}
