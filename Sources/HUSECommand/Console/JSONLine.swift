import Foundation
import HUSE
import HUSEConsole

/// Values as JSON with sorted keys.
enum JSONLine {
  static func text(_ value: some Encodable, isPretty: Bool = false) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting =
      isPretty
      ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
      : [.sortedKeys, .withoutEscapingSlashes]
    return escapingControls(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Writes a line to standard output.
  ///
  /// - Throws: `StandardOutput.Failure` if it or a line before it cannot be written.
  static func print(_ value: some Encodable) throws {
    StandardOutput.write(try text(value) + "\n")
    try StandardOutput.check()
  }

  /// Escapes control characters that JSON allows but that would affect a terminal.
  private static func escapingControls(_ text: String) -> String {
    func isEscaped(_ scalar: Unicode.Scalar) -> Bool { scalar.isControl && scalar != "\n" }
    guard text.unicodeScalars.contains(where: isEscaped) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isEscaped(scalar) {
        result += "\\u" + String(format: "%04x", scalar.value)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
