import Foundation
import HUSE

extension Train {
  /// The arguments of the program after those of a settings file: that of `--config`, or with
  /// `--resume` that of the training to resume.
  ///
  /// The last of several options counts, so options have precedence over the file. `huse tune` also
  /// takes `--config`.
  ///
  /// - Throws: `SettingsError` for what is wrong with the file; `HUSEError.fileNotFound` if there
  ///   is no training to resume.
  static func expanding(_ arguments: [String]) throws -> [String] {
    guard let command = arguments.first, ["train", "tune"].contains(command) else {
      return arguments
    }
    var path = value(of: ["--config"], in: arguments)
    if path == nil, command == "train", arguments.contains("--resume"),
      let output = value(of: ["--output", "-o"], in: arguments)
    {
      let folder = ModelFolder(url: FilePath(path: output).url).checkpoints
      // Without checkpoints the folder is wrong, not a file in it.
      path = folder.isBegun ? folder.settings.path : nil
      // Its data is not known either: that is not what is missing.
      if path == nil, folder.newest == nil { throw folder.missing }
    }
    guard let path else { return arguments }
    return [command] + (try SettingsFile(path: path).arguments) + arguments.dropFirst()
  }

  /// The last value of an option among the arguments.
  private static func value(of names: [String], in arguments: [String]) -> String? {
    var result: String?
    for (argument, next) in zip(arguments, arguments.dropFirst() + [""]) {
      for name in names {
        if argument == name, !next.isEmpty { result = next }
        if argument.hasPrefix("\(name)=") { result = String(argument.dropFirst(name.count + 1)) }
      }
    }
    return result
  }
}
