import Foundation

/// The value of a header such as `multipart/form-data; boundary="x"`.
struct MediaTypeHeader {
  /// The value without its parameters, in lower case.
  let name: String
  private(set) var parameters: [String: String] = [:]

  init(_ value: String) {
    let parts = Self.split(value)
    name = (parts.first ?? "").lowercased()
    for part in parts.dropFirst() {
      guard let equals = part.firstIndex(of: "=") else { continue }
      var text = part[part.index(after: equals)...].trimmingCharacters(in: .whitespaces)
      if text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") {
        text = String(text.dropFirst().dropLast()).replacing("\\\"", with: "\"")
      }
      parameters[part[..<equals].trimmingCharacters(in: .whitespaces).lowercased()] = text
    }
  }

  /// The parts between semicolons that are not quoted.
  private static func split(_ value: String) -> [String] {
    var parts = [""]
    var isQuoted = false
    var isEscaped = false
    for character in value {
      if character == "\"", !isEscaped { isQuoted.toggle() }
      isEscaped = character == "\\" && !isEscaped
      if character == ";", !isQuoted {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
