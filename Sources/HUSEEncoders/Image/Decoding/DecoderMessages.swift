internal import CGD
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Prevents the decoders from printing.
///
/// libgd and libtiff print problems to standard error by default. This can be switched off only for
/// the whole process, which happens before the first image is decoded. Failures are thrown instead.
enum DecoderMessages {
  /// Silences the decoders when it is first read.
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
