import ArgumentParser
import Foundation
import HUSE

/// What an option says of an encoder: the name of one that HUSE knows, or the folder of a
/// pretrained model.
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
  /// The source that data names which was encoded with it.
  init?(name: String) {
    guard let source = Self(argument: name) else { return nil }
    // A name that another version of HUSE or a program of one's own gave is no folder.
    if let path = source.filePath, !path.path.hasPrefix("/") { return nil }
    self = source
  }

  /// - Parameter option: the name of the option.
  /// - Throws: `HUSEError.invalidArgument` for what is neither a name nor a folder.
  func check(option: String) throws(HUSEError) {
    guard let path = filePath, !path.isFolder else { return }
    throw .invalidArgument(
      name: option, found: "'\(path.path)'",
      expected: "\(Name.list), or the folder of a pretrained model")
  }
}
