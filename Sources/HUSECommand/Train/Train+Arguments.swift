import Foundation
import HUSE

extension Train {
  /// The program's arguments preceded by those of a settings file.
  ///
  /// The file is that of `--config` or, with `--resume`, that of the training run to resume.
  ///
  /// The last occurrence of an option counts, so options take precedence over the file. `huse tune`
  /// also takes `--config`.
  ///
  /// - Throws: `SettingsError` for an invalid settings file; `HUSEError.fileNotFound` if there is
  ///   no training run to resume.
  static func expanding(_ arguments: [String]) throws -> [String] {
    guard let command = arguments.first, ["train", "tune"].contains(command) else {
      return arguments
    }
    var path = value(of: ["--config"], in: arguments)
    if path == nil, command == "train", arguments.contains("--resume"),
      let output = value(of: ["--output", "-o"], in: arguments)
    {
      let folder = ModelFolder(url: FilePath(path: output).url).checkpoints
      // Without checkpoints, the folder is wrong, not a file in it.
      path = folder.isBegun ? folder.settings.path : nil
      // The data is unknown too, but the missing option is not the user's mistake.
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
