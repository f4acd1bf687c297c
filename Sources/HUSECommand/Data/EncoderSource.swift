import ArgumentParser
import Foundation
import HUSE

/// The value of an encoder option: the name of a known encoder, or the folder of a pretrained
/// model.
enum EncoderSource<Name>: Hashable, Sendable
where Name: ExpressibleByArgument & CaseIterable & RawRepresentable<String> & Hashable & Sendable {
  case named(Name)
  case folder(FilePath)
}

extension EncoderSource: PathSetting {
  init?(argument: String) {
    if let name = Name(rawValue: argument) {
      self = .named(name)
    } else {
      guard let path = FilePath(argument: argument) else { return nil }
      self = .folder(path)
    }
  }

  var filePath: FilePath? {
    if case .folder(let path) = self { path } else { nil }
  }

  var defaultValueDescription: String {
    switch self {
    case .named(let name): name.rawValue
    case .folder(let path): path.path
    }
  }
}

extension EncoderSource {
  /// Creates the source from the name that encoded data records.
  init?(name: String) {
    guard let source = Self(argument: name) else { return nil }
    // A name recorded by another version of HUSE or by a custom program is not a folder.
    if let path = source.filePath, !path.path.hasPrefix("/") { return nil }
    self = source
  }

  /// - Parameter option: the name of the option.
  /// - Throws: `HUSEError.invalidArgument` for a value that is neither a name nor a folder.
  func check(option: String) throws(HUSEError) {
    guard let path = filePath, !path.isFolder else { return }
    throw .invalidArgument(
      name: option, found: "'\(path.path)'",
      expected: "\(Name.list), or the folder of a pretrained model")
  }
}
