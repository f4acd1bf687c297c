// JSON has no infinity and no NaN. They become the texts "infinity", "-infinity" and "nan".

extension KeyedEncodingContainer {
  /// Encodes a number; one that is not finite as a text.
  package mutating func encodeNumber(_ number: Double, forKey key: Key) throws {
    if number.isFinite {
      try encode(number, forKey: key)
    } else {
      try encode(NonFiniteNumber(number), forKey: key)
    }
  }
}

extension KeyedDecodingContainer {
  /// Decodes a number that `encodeNumber(_:forKey:)` encoded.
  package func decodeNumber(forKey key: Key) throws -> Double {
    if let number = try? decode(NonFiniteNumber.self, forKey: key) { return number.value }
    return try decode(Double.self, forKey: key)
  }
}

/// Infinity, its negative, or NaN.
private enum NonFiniteNumber: String, Codable {
  case infinity
  case negativeInfinity = "-infinity"
  case nan

  init(_ number: Double) {
    self = number.isNaN ? .nan : number > 0 ? .infinity : .negativeInfinity
  }

  var value: Double {
    switch self {
    case .infinity: .infinity
    case .negativeInfinity: -.infinity
    case .nan: .nan
    }
  }
}
