import Foundation
import HUSE

/// What a client wants embedded: a text, or the bytes of an encoded image.
enum Input: Sendable, Equatable {
  case text(String)
  case image(Data)
}

/// Checks inputs against the limits of a request.
struct InputCheck {
  private let limits: Limits
  private var pixels = 0

  init(limits: Limits) { self.limits = limits }

  /// A text that is not empty or too long.
  func text(_ text: String, parameter: String) throws(APIError) -> Input {
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw .invalid("'\(parameter)' is an empty text.", parameter: parameter)
    }
    guard text.utf8.count <= limits.textBytes else {
      throw .tooLarge(
        "text_too_large", "'\(parameter)' is longer than \(limits.textBytes) bytes.",
        parameter: parameter)
    }
    return .text(text)
  }

  /// An image whose header is valid; with those before it, it has no more pixels than allowed.
  mutating func image(_ bytes: Data, parameter: String) throws(APIError) -> Input {
    let header: ImageHeader
    do throws(HUSEError) { header = try ImageHeader(of: .data(bytes)) } catch {
      throw .invalid(
        error.description { _ in nil }, parameter: parameter, code: "invalid_image")
    }
    guard header.pixelCount <= limits.pixels - pixels else {
      throw .tooLarge(
        "image_too_large",
        "An image of \(header.width) × \(header.height) pixels makes more than the "
          + "\(limits.pixels) pixels of a request.", parameter: parameter)
    }
    pixels += header.pixelCount
    return .image(bytes)
  }
}

/// Images in texts: `data:image/png;base64,…`.
enum DataURL {
  static func isOne(_ text: String) -> Bool { text.hasPrefix("data:") }

  static func bytes(of text: String, parameter: String) throws(APIError) -> Data {
    guard isOne(text), let comma = text.firstIndex(of: ","), text[..<comma].hasSuffix(";base64"),
      let bytes = Data(base64Encoded: String(text[text.index(after: comma)...]))
    else {
      throw .invalid(
        "'\(parameter)' is not a data URL such as data:image/png;base64,….", parameter: parameter)
    }
    return bytes
  }
}
