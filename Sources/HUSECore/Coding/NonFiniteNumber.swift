// JSON cannot represent infinity or NaN, so they are encoded as "infinity", "-infinity" and "nan".

extension KeyedEncodingContainer {
  /// Encodes a number; infinity and NaN are encoded as text.
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

/// Positive infinity, negative infinity or NaN.
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
