import Foundation

extension Train {
  /// The arguments of the program with the settings of a file before them, so that options, the
  /// last of which counts, have precedence: those of `--config`, or with `--resume` those of the
  /// training to resume. `huse tune` takes `--config` alike.
  ///
  /// - Throws: `SettingsError` for what is wrong with the file.
  static func expanding(_ arguments: [String]) throws -> [String] {
    guard let command = arguments.first, ["train", "tune"].contains(command) else {
      return arguments
    }
    var path = value(of: ["--config"], in: arguments)
    if path == nil, command == "train", arguments.contains("--resume"),
      let output = value(of: ["--output", "-o"], in: arguments)
    {
      let folder = ModelFolder(url: FilePath(path: output).url).checkpoints
      // Without checkpoints it is the folder that is wrong, not a file in it.
      path = folder.isBegun ? folder.settings.path : nil
    }
    guard let path else { return arguments }
    return [command] + (try SettingsFile(path: path).arguments) + arguments.dropFirst()
  }

  /// The last value that an option has among arguments.
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
