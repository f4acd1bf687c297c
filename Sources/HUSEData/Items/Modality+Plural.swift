import HUSECore

extension Modality {
  /// `images` or `texts`, the name of the features in files and messages.
  var plural: String { rawValue + "s" }
}
