/// The text of the header of an .npy file: a dictionary literal of Python with three fixed keys.
struct NPYHeaderText: Equatable {
  private(set) var elementType = ""
  private(set) var isFortranOrder = false
  private(set) var shape: [Int] = []

  /// Parses the text; `nil` if it is not a dictionary with exactly the keys `descr`,
  /// `fortran_order` and `shape`.
  init?(_ bytes: some Collection<UInt8>) {
    var scanner = PythonLiteralScanner(bytes)
    var keys: Set<String> = []
    guard scanner.skip("{") else { return nil }
    while !scanner.skip("}") {
      guard let key = scanner.string(), keys.insert(key).inserted, scanner.skip(":") else {
        return nil
      }
      switch key {
      case "descr":
        guard let value = scanner.string() ?? scanner.bracketed() else { return nil }
        elementType = value
      case "fortran_order":
        guard let value = scanner.boolean() else { return nil }
        isFortranOrder = value
      case "shape":
        guard let value = scanner.integers() else { return nil }
        shape = value
      default:
        return nil
      }
      guard scanner.skip(",") || scanner.isNext("}") else { return nil }
    }
    guard keys.count == 3, scanner.isAtEnd else { return nil }
  }
}
