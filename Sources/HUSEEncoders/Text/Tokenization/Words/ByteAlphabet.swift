/// The characters by which byte-level tokenizers write bytes: printable ones stand for themselves,
/// others for a character from U+0100 on.
enum ByteAlphabet {
  private static let scalars: [Unicode.Scalar] = {
    var next: UInt32 = 0x100
    return (UInt8.min...UInt8.max).map { byte in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
      default:
        defer { next += 1 }
        return Unicode.Scalar(next) ?? " "
      }
    }
  }()

  /// The characters of the bytes of a text in UTF-8.
  static func scalars(of text: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    for scalar in text {
      for byte in scalar.utf8 { result.append(scalars[Int(byte)]) }
    }
    return result
  }
}
