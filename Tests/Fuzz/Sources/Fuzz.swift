import Glibc

/// `Fuzz TARGET [ARGUMENT OF LIBFUZZER]…` runs one target; without arguments it lists them.
@main enum Fuzz {
  /// What libFuzzer's callback, which cannot capture anything, calls.
  nonisolated(unsafe) private static var target = FuzzTarget.all[0]

  /// Where a merge, which starts this program again with libFuzzer's arguments, finds the target.
  private static let variable = "HUSE_FUZZ_TARGET"

  static func main() {
    if let inherited = getenv(variable) {
      target = named(String(cString: inherited))
      return run(CommandLine.arguments)
    }
    let arguments = CommandLine.arguments.dropFirst()
    guard let name = arguments.first else {
      for target in FuzzTarget.all { print(target.name) }
      return
    }
    target = named(name)
    setenv(variable, name, 1)
    let own = [
      CommandLine.arguments[0], "-max_len=\(target.longestInput)",
      "-malloc_limit_mb=\(target.allocationLimit)",
    ]
    run(own + arguments.dropFirst())
  }

  private static func named(_ name: String) -> FuzzTarget {
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
      print("Fuzz: no target '\(name)'; without arguments it lists them.")
      exit(64)
    }
    return target
  }

  private static func run(_ arguments: [String]) {
    var count = Int32(arguments.count)
    // They live as long as the program.
    let words = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(
      capacity: arguments.count + 1)
    for (index, argument) in arguments.enumerated() { words[index] = strdup(argument) }
    words[arguments.count] = nil
    var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = words
    exit(
      runFuzzer(&count, &list) { start, count in
        Fuzz.target.run(on: UnsafeRawBufferPointer(start: start, count: count))
        return 0
      })
  }
}

/// libFuzzer's own entry.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32
