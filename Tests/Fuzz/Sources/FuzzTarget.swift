import Foundation
import HUSE

/// A parser that reads whatever bytes it is given.
struct FuzzTarget: Sendable {
  let name: String
  /// Bytes; inputs are no longer.
  let longestInput: Int
  /// MiB; a single allocation beyond it is a finding.
  let allocationLimit: Int
  private let body: @Sendable (UnsafeRawBufferPointer) throws(HUSEError) -> Void

  init(
    _ name: String, longestInput: Int = 16_384, allocationLimit: Int = 8,
    _ body: @escaping @Sendable (UnsafeRawBufferPointer) throws(HUSEError) -> Void
  ) {
    self.name = name
    self.longestInput = longestInput
    self.allocationLimit = allocationLimit
    self.body = body
  }

  /// Reads the bytes.
  ///
  /// An error is a right answer, and its text has to be made without a crash.
  func run(on bytes: UnsafeRawBufferPointer) {
    do throws(HUSEError) {
      try body(bytes)
    } catch {
      precondition(!error.description.isEmpty)
    }
  }

  static let all =
    arrays + tables + trees + texts
    + [image, pretrainedImage, pretrainedText, model, checkpoint, index, approximateIndex]

  /// Calls `body` and forgets its error, where more is to be tried on the same bytes.
  static func attempt(_ body: () throws(HUSEError) -> Void) {
    do throws(HUSEError) { try body() } catch { precondition(!error.description.isEmpty) }
  }
}
