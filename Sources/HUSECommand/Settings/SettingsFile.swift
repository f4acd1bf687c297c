import ArgumentParser
import Foundation
import HUSE
import Yams

/// A YAML file of settings, `name: value`.
///
/// A name is that of an option of `huse train`, without leading dashes.
struct SettingsFile {
  /// A setting of the file.
  struct Entry {
    let name: String
    /// The setting as an argument: `--name=value`, `--name` or `--no-name`.
    let argument: String
    /// The line, from 1.
    let line: Int
  }

  let path: String
  let entries: [Entry]

  var arguments: [String] { entries.map(\.argument) }

  /// Reads and checks a file.
  ///
  /// - Throws: `SettingsError` for a file that cannot be read or is not YAML, for an unknown name,
  ///   and for a value that the option does not accept.
  init(path: String) throws {
    self.path = path
    guard FileManager.default.fileExists(atPath: path) else {
      throw SettingsError(
        path: path, line: nil, problem: "no such file",
        remedy: "Pass a file of lines such as `epochs: 30`.")
    }
    guard let data = FileManager.default.contents(atPath: path),
      let text = String(data: data, encoding: .utf8)
    else {
      throw SettingsError(
        path: path, line: nil, problem: "cannot be read as text",
        remedy: "Pass a file of lines such as `epochs: 30`.")
    }
    let settings = try TrainingSettings.defaults().list
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    entries = try Self.pairs(in: text, path: path).map { name, value in
      let line = (name.mark ?? value.mark)?.line ?? 1
      guard let key = name.string, let setting = settings.first(where: { $0.name == key }) else {
        throw Self.unknown(
          name.string ?? "?", among: settings.map(\.name), path: path, line: line)
      }
      return Entry(
        name: key,
        argument: try Self.argument(
          setting, value: value, folder: folder, path: path, line: line), line: line)
    }
    try check()
  }

  private static func pairs(in text: String, path: String) throws -> [(key: Node, value: Node)] {
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch {
      throw SettingsError(path: path, error)
    }
    guard let node else { return [] }
    guard let mapping = node.mapping else {
      throw SettingsError(
        path: path, line: node.mark?.line, problem: "expected lines of `name: value`",
        remedy: "Write lines such as `epochs: 30`.")
    }
    return mapping.map { ($0.key, $0.value) }
  }

  private static func unknown(
    _ name: String, among names: [String], path: String, line: Int
  ) -> SettingsError {
    SettingsError(
      path: path, line: line, problem: "there is no setting '\(name)'",
      remedy: NearestName.find(name, among: names).map { "Did you mean '\($0)'?" }
        ?? "`huse train --help` lists all settings.")
  }

  private static func argument(
    _ setting: Setting, value: Node, folder: String, path: String, line: Int
  ) throws -> String {
    let name = setting.name
    func wrong(_ found: String, _ expected: String) -> SettingsError {
      SettingsError(
        path: path, line: line, problem: "\(name): expected \(expected), found \(found)",
        remedy: "Remove the line to get the default.")
    }
    let text: String
    switch value {
    case .scalar(let scalar):
      text = scalar.string
    case .sequence(let sequence):
      let parts = sequence.compactMap(\.scalar?.string)
      guard parts.count == sequence.count else { throw wrong("a list of lists", "one value") }
      text = parts.isEmpty ? "none" : parts.joined(separator: ",")
    case .mapping: throw wrong("further names", "one value")
    case .alias: throw wrong("an alias", "one value")
    }
    guard !text.isEmpty else { throw wrong("nothing", "a value") }
    guard setting.isFlag else {
      return "--\(name)=\(setting.resolve?(text, folder) ?? text)"
    }
    guard let isOn = value.bool else { throw wrong("'\(text)'", "true or false") }
    return isOn ? "--\(name)" : "--no-\(name)"
  }

  /// Finds the line whose value is wrong.
  private func check() throws {
    func problem(_ arguments: [String]) -> String? {
      do {
        // `--data` is the only option without a default.
        _ = try TrainingSettings.parse(["--data=."] + arguments)
        return nil
      } catch { return TrainingSettings.message(for: error) }
    }
    // All values are first checked at once, because parsing is slow.
    guard problem(arguments) != nil else { return }
    for entry in entries {
      guard let problem = problem([entry.argument]) else { continue }
      throw SettingsError(
        path: path, line: entry.line, problem: problem,
        remedy: "`huse train --help` says what '\(entry.name)' takes.")
    }
  }
}

/// An error that says why a settings file cannot be used.
struct SettingsError: Error, CustomStringConvertible {
  let path: String
  let line: Int?
  let problem: String
  let remedy: String

  var description: String {
    "\(path.escapingControls())\(line.map { ":\($0)" } ?? ""): "
      + "\(problem)\(problem.hasSuffix(".") ? "" : ".") "
      + "\(remedy)"
  }
}

extension SettingsError {
  /// The message of the YAML parser, with the line at which it stopped.
  fileprivate init(path: String, _ error: any Error) {
    let remedy = "Write lines such as `epochs: 30`."
    switch error {
    case YamlError.scanner(_, let problem, let mark, _),
      YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      self.init(path: path, line: mark.line, problem: "is not YAML: \(problem)", remedy: remedy)
    case YamlError.duplicatedKeysInMapping(let names, _):
      let list = names.sorted().map { "'\($0)'" }.joined(separator: ", ")
      self.init(
        path: path, line: nil, problem: "\(list) is duplicated",
        remedy: "Keep the line that is right.")
    default:
      self.init(path: path, line: nil, problem: "is not YAML: \(error)", remedy: remedy)
    }
  }
}
