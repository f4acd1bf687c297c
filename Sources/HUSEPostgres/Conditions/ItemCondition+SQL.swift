import HUSECore

extension ItemCondition {
  /// The condition on the columns `identifier` and `attributes` as SQL.
  ///
  /// - Parameter parameters: those of the statement; the values are added to them.
  /// - Returns: an expression that names its values by `$1` and so on.
  /// - Throws: `HUSEError.invalidArgument` for a value that cannot be compared.
  func sql(adding parameters: inout [Parameter]) throws(HUSEError) -> String {
    func add(_ parameter: Parameter, _ type: String) -> String {
      parameters.append(parameter)
      return "$\(parameters.count)::\(type)"
    }
    func attributeSQL(_ attribute: Attribute) throws(HUSEError) -> String {
      try Self.check(attribute.path, "key")
      return attribute.path.isEmpty
        ? "attributes" : "(attributes #> \(add(.texts(attribute.path), "text[]")))"
    }
    switch self {
    case .comparison(let attribute, .equal, let value):
      // A containment can use an index on the attributes.
      guard let nested = try attribute.nesting(value.json) else {
        return "(\(try attributeSQL(attribute)) = \(add(.text(try value.json), "jsonb")))"
      }
      return "(attributes @> \(add(.text(nested), "jsonb")))"
    case .comparison(let attribute, let comparison, let value):
      let operand = try attributeSQL(attribute)
      switch value {
      case .number, .integer:
        let number = add(.text(try value.json), "jsonb")
        return
          "(jsonb_typeof(\(operand)) = 'number' AND \(operand) \(comparison.rawValue) \(number))"
      case .string(let text):
        try Self.check([text], "text")
        let text = add(.text(text), "text")
        return "(jsonb_typeof(\(operand)) = 'string' AND (\(operand) #>> '{}') COLLATE \"C\" "
          + "\(comparison.rawValue) \(text))"
      case .boolean, .null:
        throw .invalidArgument(
          name: "condition", found: "\(comparison.rawValue) \(try value.json)",
          expected: "a number or a text, which have an order")
      }
    case .isAmong(let attribute, let values):
      var texts: [String?] = []
      for value in values { texts.append(try value.json) }
      return "(\(try attributeSQL(attribute)) = ANY(\(add(.texts(texts), "text[]::jsonb[]"))))"
    case .contains(let attribute, let value):
      let element = "[\(try value.json)]"
      guard let nested = try attribute.nesting(element) else {
        return "(\(try attributeSQL(attribute)) @> \(add(.text(element), "jsonb")))"
      }
      return "(attributes @> \(add(.text(nested), "jsonb")))"
    case .exists(let attribute):
      return "(\(try attributeSQL(attribute)) IS NOT NULL)"
    case .identifiers(let identifiers):
      try Self.check(identifiers, "identifier")
      return "(identifier = ANY(\(add(.texts(identifiers), "text[]"))))"
    case .and(let left, let right):
      return "(\(try left.sql(adding: &parameters)) AND \(try right.sql(adding: &parameters)))"
    case .or(let left, let right):
      return "(\(try left.sql(adding: &parameters)) OR \(try right.sql(adding: &parameters)))"
    case .not(let condition):
      // An item without the attribute, for which SQL knows neither true nor false, satisfies it.
      return "(\(try condition.sql(adding: &parameters)) IS NOT TRUE)"
    }
  }

  static func check(_ texts: [String], _ noun: String) throws(HUSEError) {
    guard !texts.contains(where: { $0.utf8.contains(0) }) else {
      throw .invalidArgument(
        name: "condition", found: "a\(noun.first == "i" ? "n" : "") \(noun) with a NUL character",
        expected: "a text that PostgreSQL can hold")
    }
  }
}

extension Attribute {
  /// The JSON of nested objects that hold a value at the path; `nil` if the path is empty or a key
  /// may be a position in an array.
  fileprivate func nesting(_ json: String) throws(HUSEError) -> String? {
    guard !path.isEmpty, !path.contains(where: { Int($0) != nil }),
      !path.contains(where: { $0.utf8.contains(0) })
    else { return nil }
    return path.reversed().reduce(json) { "{\(JSONString.encoded($1)):\($0)}" }
  }
}
