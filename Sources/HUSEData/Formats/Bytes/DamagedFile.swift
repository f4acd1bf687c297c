import HUSECore

/// The errors that the readers share.
enum DamagedFile {
  /// The remedy for a file that is not what its program wrote.
  static let remedy: Remedy = "The file is truncated or damaged: copy or write it again."

  /// The error of a wrong checksum in an archive.
  static func wrongChecksum(path: String) -> HUSEError {
    .malformedFile(
      path: path, problem: "its bytes do not match the checksum in the archive",
      remedy: remedy)
  }
}
