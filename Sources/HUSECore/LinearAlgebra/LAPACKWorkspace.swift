/// The memory that a routine of LAPACK works in.
///
/// A first call with the size −1 asks for the size, which the routine writes into the first
/// number. Above 2²⁴ it may be rounded down there, and LAPACKE, which takes it as it is, then
/// has too little memory and fails.
package struct LAPACKWorkspace {
  var numbers: [Float] = [0]
  private(set) var size: Int32 = -1

  /// Takes the memory that the routine asked for.
  ///
  /// - Returns: whether there can be so much.
  mutating func grow() -> Bool {
    guard let count = Self.count(numbers[0]) else { return false }
    size = count
    numbers = [Float](repeating: 0, count: Int(count))
    return true
  }

  /// The number of elements that a size stands for, rounded up; `nil` beyond what LAPACK can count.
  package static func count(_ size: Float) -> Int32? {
    guard size >= 0x1p24 else { return Int32(exactly: size.rounded(.up)) }
    return Int32(exactly: size.nextUp)
  }
}
