import HUSECore

extension HDF5Dataset {
  /// The type of the numbers of this dataset.
  ///
  /// - Throws: `HUSEError.unsupportedFile` for other types and for other MATLAB classes.
  func numberType(isOfMATLAB: Bool) throws(HUSEError) -> NPYElementType {
    if isOfMATLAB, let kind = try matlabClass {
      let numeric = ["double", "single", "logical"].contains(kind) || kind.contains("int")
      guard numeric, !(try hasAttribute("MATLAB_empty")) else {
        throw .unsupportedFile(
          path: name, found: numeric ? "an empty array" : "the class \(kind)",
          supported: "a full array of numbers, such as `single(full(array))` gives")
      }
    }
    guard case .number(let type) = self.type else {
      throw .unsupportedFile(path: name, found: self.type.name, supported: "numbers")
    }
    return type
  }

  /// - Throws: `HUSEError.shapeMismatch` if more than one dimension has more than one element.
  func checkIsList() throws(HUSEError) {
    guard shape.count(where: { $0 != 1 }) <= 1 else {
      throw .shapeMismatch(
        expected: [count], found: shape, in: name, remedy: "Write a list, `array.reshape(-1)`.")
    }
  }

  /// The texts of the elements.
  func texts() throws(HUSEError) -> [String] {
    try checkIsList()
    switch type {
    case .text(let byteCount, let padding):
      let reader = HDF5Texts(in: bytes, named: name)
      return try content().withBytes { (content) throws(HUSEError) in
        var result: [String] = []
        for start in stride(from: 0, to: content.count, by: byteCount) {
          result.append(try reader.padded(content[start..<start + byteCount], with: padding))
        }
        return result
      }
    case .variableText:
      var reader = HDF5Texts(in: bytes, named: name)
      return try content().withBytes { (content) throws(HUSEError) in
        var result: [String] = []
        for start in stride(from: 0, to: content.count, by: 16) {
          result.append(try reader.variable(content, at: start))
        }
        return result
      }
    case .number, .reference, .other:
      throw .unsupportedFile(
        path: name, found: type.name,
        supported: "texts, such as `array.astype(\"S\")` or "
          + "`dtype=h5py.string_dtype()`")
    }
  }

  /// The texts of a MATLAB cell array, each of which is a row of characters.
  func cells() throws(HUSEError) -> [String] {
    let kind = try matlabClass
    guard kind == "cell", case .reference = type else {
      throw .unsupportedFile(
        path: name, found: "the class \(kind ?? type.name)",
        supported: "a cell array of texts, such as `cellstr(names)` gives")
    }
    try checkIsList()
    return try content().withBytes { (content) throws(HUSEError) in
      var result: [String] = []
      for index in 0..<count {
        guard let address = content.littleEndian(UInt64.self, at: index * 8) else { break }
        let cell = try HDF5Dataset(
          at: Int(exactly: address) ?? .max, in: bytes, named: "\(name), cell \(index + 1)")
        result.append(try cell.characters())
      }
      return result
    }
  }

  /// The text of a row of MATLAB characters, which are UTF-16 code units.
  private func characters() throws(HUSEError) -> String {
    let kind = try matlabClass
    guard kind == "char", case .number(let type) = type, type.byteCount == 2 else {
      throw .unsupportedFile(
        path: name, found: "the class \(kind ?? self.type.name)",
        supported: "a row of characters in each cell")
    }
    guard !(try hasAttribute("MATLAB_empty")) else { return "" }
    try checkIsList()
    return try content().withBytes { (content) throws(HUSEError) in
      let units = (0..<count).map {
        UInt16(truncatingIfNeeded: type.integer(in: content, at: $0 * 2) ?? 0)
      }
      guard let text = String(validating: units, as: UTF16.self) else {
        throw .malformedFile(
          path: name, problem: "holds what is not a Unicode character", remedy: DamagedFile.remedy)
      }
      return text
    }
  }

  /// The class of a MATLAB array, or `nil` if there is none.
  var matlabClass: String? {
    get throws(HUSEError) {
      guard let attribute = try attribute("MATLAB_class"),
        case .text(let size, _) = attribute.type
      else { return nil }
      let value = try bytes.slice(at: attribute.value, count: size)
      return String(decoding: value.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private func hasAttribute(_ name: String) throws(HUSEError) -> Bool {
    try attribute(name) != nil
  }

  /// The type of an attribute and the address of its value.
  private func attribute(
    _ name: String
  ) throws(HUSEError) -> (type: HDF5Datatype, value: Int)? {
    for message in header.messages where message.kind == .attribute {
      let start = message.address
      let version = try bytes.number(UInt8.self, at: start)
      guard (1...3).contains(version) else { continue }
      func size(_ offset: Int) throws(HUSEError) -> Int {
        let size = Int(try bytes.number(UInt16.self, at: start + offset))
        return version == 1 ? (size + 7) / 8 * 8 : size
      }
      let (nameSize, typeSize, shapeSize) = (try size(2), try size(4), try size(6))
      let names = start + (version == 3 ? 9 : 8)
      let found = try bytes.slice(at: names, count: nameSize)
      guard found.prefix(while: { $0 != 0 }).elementsEqual(name.utf8) else { continue }
      let type = try HDF5Datatype(at: names + nameSize, in: bytes)
      return (type, names + nameSize + typeSize + shapeSize)
    }
    return nil
  }
}
