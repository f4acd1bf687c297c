import Foundation
import HUSE

/// An event file of TensorBoard: records of TensorFlow, each an `Event` with a `Summary` of scalars.
struct EventFile: CurveFile {
  /// What TensorBoard looks for in names of files.
  static let name = "events.out.tfevents.huse"

  private let file: GrowingFile

  init(folder: URL) throws(HUSEError) {
    file = try GrowingFile(folder.appendingPathComponent(Self.name))
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

  /// Length, checksum of the length, content, checksum of the content.
  private static func record(_ content: Data) -> Data {
    var length = Data()
    ProtocolBuffer.append(UInt64(content.count), to: &length)
    var record = length
    ProtocolBuffer.append(Castagnoli.maskedChecksum(length), to: &record)
    record.append(content)
    ProtocolBuffer.append(Castagnoli.maskedChecksum(content), to: &record)
    return record
  }

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
