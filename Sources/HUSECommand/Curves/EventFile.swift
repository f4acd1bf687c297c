import Foundation
import HUSE

/// A TensorBoard event file: TensorFlow records, each of which is an `Event` with a `Summary` of
/// scalars.
struct EventFile: CurveFile {
  /// The name of the file, which contains the text that TensorBoard looks for.
  static let name = "events.out.tfevents.huse"

  private let file: AppendOnlyFile

  /// Creates the file, or continues the file of a training run after a step.
  init(folder: URL, keepingUntil step: Int?) throws(HUSEError) {
    var kept = Data()
    file = try AppendOnlyFile(folder.appendingPathComponent(Self.name)) { content in
      if let step { kept = Self.records(of: content, until: step) }
      return kept
    }
    guard kept.isEmpty else { return }
    var event = ProtocolBuffer()
    event.add(Date().timeIntervalSince1970, field: Field.wallTime)
    event.add("brain.Event:2", field: Field.fileVersion)
    try file.append(Self.record(event.bytes))
  }

  func add(_ point: CurvePoint) throws(HUSEError) {
    var summary = ProtocolBuffer()
    for (tag, value) in point.values {
      var scalar = ProtocolBuffer()
      scalar.add(tag, field: Field.tag)
      scalar.add(Float(value), field: Field.simpleValue)
      summary.add(scalar, field: Field.value)
    }
    var event = ProtocolBuffer()
    event.add(Date().timeIntervalSince1970, field: Field.wallTime)
    event.add(point.step, field: Field.step)
    event.add(summary, field: Field.summary)
    try file.append(Self.record(event.bytes))
  }

  /// A record: the length, the checksum of the length, the content, the checksum of the content.
  private static func record(_ content: Data) -> Data {
    var length = Data()
    ProtocolBuffer.append(UInt64(content.count), to: &length)
    var record = length
    ProtocolBuffer.append(Castagnoli.maskedChecksum(length), to: &record)
    record.append(content)
    ProtocolBuffer.append(Castagnoli.maskedChecksum(content), to: &record)
    return record
  }

  /// The complete records of a file up to a step.
  private static func records(of content: Data, until step: Int) -> Data {
    var end = 0
    while let length = number(in: content, at: end),
      length <= content.count - end - overhead
    {
      let next = end + overhead + Int(length)
      let event = content[end + 12..<next - 4]
      guard record(event) == content[end..<next],
        ProtocolBuffer.integer(field: Field.step, in: event) ?? 0 <= step
      else { break }
      end = next
    }
    return content[..<end]
  }

  private static func number(in content: Data, at position: Int) -> UInt64? {
    guard position + 8 <= content.count else { return nil }
    return content[position..<position + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The size of a record without its content, in bytes.
  private static let overhead = 16

  /// The numbers of fields in TensorFlow's event.proto and summary.proto.
  private enum Field {
    static let wallTime: UInt64 = 1
    static let step: UInt64 = 2
    static let fileVersion: UInt64 = 3
    static let summary: UInt64 = 5
    static let value: UInt64 = 1
    static let tag: UInt64 = 1
    static let simpleValue: UInt64 = 2
  }
}
