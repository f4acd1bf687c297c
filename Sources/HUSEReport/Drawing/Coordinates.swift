internal import Foundation

/// Numbers as a drawing has them.
enum Coordinates {
  /// A number with one digit after the point, without `-0.0`.
  static func text(_ value: Double) -> String {
    let rounded = (value * 10).rounded() / 10
    return rounded == rounded.rounded() ? "\(Int(rounded))" : String(format: "%.1f", rounded)
  }

  /// Round numbers that divide a range, about `count` of them.
  static func ticks(_ range: ClosedRange<Double>, count: Int) -> [Double] {
    let width = range.upperBound - range.lowerBound
    guard width > 0, width.isFinite else { return [range.lowerBound] }
    let rough = width / Double(count)
    let power = pow(10, floor(log10(rough)))
    let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? 10 * power
    let first = (range.lowerBound / step).rounded(.up)
    return (0...count * 2).map { (first + Double($0)) * step }.filter {
      $0 <= range.upperBound + step * 1e-9
    }
  }

  /// A number beside an axis, as short as possible: `0.05`, `2,000`, `1e-5`.
  static func label(_ value: Double) -> String {
    let magnitude = abs(value)
    if magnitude < 1e-12 { return "0" }
    if magnitude >= 1e6 || magnitude < 1e-3 { return String(format: "%.1g", value) }
    if magnitude >= 1000 {
      let (thousands, rest) = Int(value.rounded()).quotientAndRemainder(dividingBy: 1000)
      return "\(thousands)," + String(format: "%03d", abs(rest))
    }
    return String(format: "%.4g", value)
  }
}
