import ArgumentParser

/// A training setting, which is both a command-line option and a key in a settings file.
struct Setting {
  /// The name of the option without its leading dashes, which is also the key.
  let name: String
  /// The value in the form that the option accepts, or `nil` if there is none.
  let text: String?
  /// Whether the setting is a flag, `--name` or `--no-name`.
  let isFlag: Bool
  /// Converts a path relative to the folder of a settings file to an argument; `nil` for a setting
  /// that is not a path.
  let resolve: ((_ text: String, _ folder: String) -> String)?
}

extension Setting {
  /// The settings that options declare, group by group, in order.
  ///
  /// The declarations of the options are the only list of settings. Names, types, defaults and help
  /// come from them.
  static func groups(of options: some ParsableArguments) -> [(title: String, settings: [Setting])] {
    Mirror(reflecting: options).children.compactMap { child in
      guard let group = child.value as? any SettingGroup, let label = child.label
      else { return nil }
      return (optionName(label), settings(of: group.options))
    }
  }

  private static func settings(of options: any ParsableArguments) -> [Setting] {
    Mirror(reflecting: options).children.flatMap { child in
      if let group = child.value as? any SettingGroup { return settings(of: group.options) }
      guard let property = child.value as? any SettingProperty, let label = child.label
      else { return [] }
      return [property.setting(named: optionName(label))]
    }
  }

  /// `learning-rate` for the property wrapper `_learningRate`.
  private static func optionName(_ label: String) -> String {
    label.drop { $0 == "_" }.map { $0.isUppercase ? "-\($0.lowercased())" : String($0) }.joined()
  }
}

private protocol SettingGroup {
  var options: any ParsableArguments { get }
}

extension OptionGroup: SettingGroup {
  fileprivate var options: any ParsableArguments { wrappedValue }
}

private protocol SettingProperty {
  func setting(named name: String) -> Setting
}

extension Option: SettingProperty {
  fileprivate func setting(named name: String) -> Setting {
    Setting(
      name: name, text: text(of: wrappedValue), isFlag: false,
      resolve: pathType.map { type in
        { text, folder in Setting.resolved(text, as: type, in: folder) }
      })
  }

  /// The type of the value, or of the optional value, if it names a file.
  private var pathType: (any PathSetting.Type)? {
    (Value.self as? any PathSetting.Type) ?? (Value.self as? any OptionalSetting.Type)?.pathType
  }
}

extension Flag: SettingProperty {
  fileprivate func setting(named name: String) -> Setting {
    Setting(name: name, text: text(of: wrappedValue), isFlag: true, resolve: nil)
  }
}

extension Setting {
  fileprivate static func resolved(
    _ text: String, as type: any PathSetting.Type, in folder: String
  ) -> String {
    guard let path = type.init(argument: text)?.filePath?.path, !path.hasPrefix("/"),
      !folder.isEmpty
    else { return text }
    return "\(folder)/\(path)"
  }
}

private protocol OptionalSetting {
  static var pathType: (any PathSetting.Type)? { get }
}

extension Optional: OptionalSetting {
  fileprivate static var pathType: (any PathSetting.Type)? { Wrapped.self as? any PathSetting.Type }
}

private func text(of value: Any) -> String? {
  if let setting = value as? any PathSetting, let path = setting.filePath {
    return path.absolute
  }
  return (value as? any ExpressibleByArgument)?.defaultValueDescription
}
