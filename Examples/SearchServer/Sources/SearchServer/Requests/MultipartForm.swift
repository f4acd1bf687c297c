import Foundation

/// The parts of a form (`multipart/form-data`, RFC 7578).
enum MultipartForm {
  struct Part: Equatable {
    let name: String
    let content: Data
  }

  private static let partLimit = 32
  private static let lineEnd = Data("\r\n".utf8)
  private static let headEnd = Data("\r\n\r\n".utf8)

  /// - Returns: `nil` for a body that is not such a form, ends too early or has too many parts.
  static func parts(of body: Data, boundary: String) -> [Part]? {
    guard (1...70).contains(boundary.utf8.count) else { return nil }
    let delimiter = Data("\r\n--\(boundary)".utf8)
    // The first delimiter has no line before it.
    let body = lineEnd + body
    var parts: [Part] = []
    guard var position = body.range(of: delimiter)?.upperBound else { return nil }
    while true {
      let rest = body[position...]
      if rest.starts(with: Data("--".utf8)) { return parts }
      guard parts.count < partLimit, rest.starts(with: lineEnd),
        let head = rest.range(of: headEnd),
        let next = body[head.upperBound...].range(of: delimiter),
        let name = name(in: rest[rest.startIndex..<head.lowerBound])
      else { return nil }
      parts.append(Part(name: name, content: Data(body[head.upperBound..<next.lowerBound])))
      position = next.upperBound
    }
  }

  /// The name of a part, from its head.
  private static func name(in head: Data) -> String? {
    for line in String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n") {
      guard let colon = line.firstIndex(of: ":"),
        line[..<colon].lowercased() == "content-disposition"
      else { continue }
      let value = MediaTypeHeader(String(line[line.index(after: colon)...]))
      return value.name == "form-data" ? value.parameters["name"] : nil
    }
    return nil
  }
}
