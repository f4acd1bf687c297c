extension PairedItems {
  /// The fingerprint of images, texts, classes, groups and the official test split, in hexadecimal.
  var fingerprint: String {
    get throws(HUSEError) {
      var fingerprint = Fingerprint()
      fingerprint.add(try self.fingerprint(of: .image))
      fingerprint.add(try self.fingerprint(of: .text))
      for item in self {
        fingerprint.add(item.className)
        fingerprint.add(item.group ?? "")
        if item.isTest { fingerprint.add("test") }
      }
      return FeatureCache.hexadecimal(fingerprint.value)
    }
  }
}
