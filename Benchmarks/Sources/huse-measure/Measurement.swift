import Foundation
import HUSE

/// What a run measured.
struct Measurement: Encodable {
  let name: String
  let samples: [Double]
  let peakMegabytes: Double
  let processorSeconds: Double
  let wallSeconds: Double
  let versions: [String: String]
  let details: [String: Double]

  private enum CodingKeys: String, CodingKey {
    case name = "case"
    case samples = "samples_ms"
    case peakMegabytes = "peak_mb"
    case processorSeconds = "cpu_s"
    case wallSeconds = "wall_s"
    case versions, details
  }

  /// - Parameter details: what else a reader wants to know, such as a size.
  init(_ name: String, _ stopwatch: Stopwatch, details: [String: Double] = [:]) {
    let backend = LinearAlgebraBackend.current
    self.name = name
    samples = stopwatch.samples
    peakMegabytes = ResourceUsage.current.peakMegabytes
    processorSeconds = stopwatch.processorSeconds
    wallSeconds = stopwatch.samples.reduce(0, +) / 1000
    versions = [
      "openblas": backend.version, "kernels": backend.kernels, "threads": "\(backend.threads)",
    ]
    self.details = details
  }

  func print() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    Swift.print(String(decoding: try encoder.encode(self), as: UTF8.self))
  }
}
