internal import ArgumentParser
import Foundation
import HUSE
import Workloads

/// The memory of a loaded encoder beside the size of its weights.
///
/// Resident memory contains the pages of mapped files that were read. It is measured in a process
/// that does nothing else, before the encoder is read, after it, and after it has encoded something
/// once.
struct EncoderMemory: ParsableCommand {
  @OptionGroup var options: EncoderOptions

  func run() throws {
    let before = ResourceUsage.residentMegabytes
    let (texts, images) = try options.encoders()
    let (loaded, peak) = (ResourceUsage.residentMegabytes, ResourceUsage.current.peakMegabytes)
    _ = try texts?.features(of: [Sentences.short])
    _ = try images?.features(of: Pictures.files(count: 1).map(ImageSource.data))
    let line = Line(
      fileMegabytes: try Double(Self.weightBytes(at: options.url)) / 1e6, beforeMegabytes: before,
      loadedMegabytes: loaded, loadingPeakMegabytes: peak,
      usedMegabytes: ResourceUsage.residentMegabytes,
      peakMegabytes: ResourceUsage.current.peakMegabytes)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    print(String(decoding: try encoder.encode(line), as: UTF8.self))
  }

  /// The size of a file, or of the weights in a folder.
  private static func weightBytes(at url: URL) throws -> Int {
    let names =
      url.pathExtension == "safetensors"
      ? [url]
      : try FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)
        .filter { $0.pathExtension == "safetensors" }
    return try names.reduce(0) {
      try $0 + ($1.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0)
    }
  }

  private struct Line: Encodable {
    let fileMegabytes: Double
    let beforeMegabytes: Double
    let loadedMegabytes: Double
    let loadingPeakMegabytes: Double
    let usedMegabytes: Double
    let peakMegabytes: Double
  }
}
