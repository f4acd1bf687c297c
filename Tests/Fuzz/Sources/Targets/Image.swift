import Foundation
import HUSE
@testable import HUSEEncoders

extension FuzzTarget {
  /// Images of every format, read up to 256 Ki places.
  static let image = FuzzTarget("image", longestInput: 8192, allocationLimit: 4) {
    bytes throws(HUSEError) in
    attempt { () throws(HUSEError) in try decode(Data(bytes)) }
    // libpng looks no further where a checksum is wrong.
    if let repaired = PNGChecksums.repaired(Array(bytes)) { try decode(Data(repaired)) }
  }

  private static func decode(_ data: Data) throws(HUSEError) {
    let image = try ImageDecoder.decode(.data(data), pixelLimit: 1 << 18)
    precondition(image.width * image.height <= 1 << 18, "an image beyond the limit")
  }
}
