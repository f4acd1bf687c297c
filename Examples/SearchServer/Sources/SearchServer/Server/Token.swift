import Foundation
import HTTPTypes

/// The secret that clients pass.
struct Token: Sendable {
  private let bytes: [UInt8]

  /// - Returns: `nil` for a token that is empty.
  init?(_ text: String) {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty else { return nil }
    bytes = Array(text.utf8)
  }

  func isIn(_ headers: HTTPFields) -> Bool {
    guard let value = headers[.authorization] else { return false }
    let parts = value.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return false }
    return matches(parts[1])
  }

  /// Takes the same time wherever the bytes differ.
  private func matches(_ other: Substring) -> Bool {
    let other = Array(other.utf8)
    var difference = UInt(bitPattern: other.count ^ bytes.count)
    for (position, byte) in other.enumerated() {
      difference |= UInt(byte ^ bytes[position % bytes.count])
    }
    return difference == 0
  }
}
