internal import CGD
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Keeps the decoders from printing.
///
/// libgd and libtiff write what they find wrong to the standard error output unless they are told
/// not to, and can be told only for the whole process: from the first picture on they are silent,
/// and failures are thrown instead.
enum DecoderMessages {
  /// Read once before the first picture is decoded.
  static let silenced: Void = {
    gdSetErrorMethod { _, _, _ in }
    // libtiff comes with libgd and has no header here.
    typealias SetHandler = @convention(c) (OpaquePointer?) -> OpaquePointer?
    let program = dlopen(nil, RTLD_LAZY)
    for name in ["TIFFSetErrorHandler", "TIFFSetWarningHandler"] {
      guard let function = dlsym(program, name) else { continue }
      _ = unsafeBitCast(function, to: SetHandler.self)(nil)
    }
  }()
}
