extension PairedItems {
  /// What features depend on besides the encoders, and how items are labelled and divided.
  var fingerprint: String {
    get throws(HUSEError) {
      var fingerprint = Fingerprint()
      fingerprint.add(try self.fingerprint(of: .images))
      fingerprint.add(try self.fingerprint(of: .texts))
      for item in self {
        fingerprint.add(item.className)
        fingerprint.add(item.group ?? "")
        if item.isTest { fingerprint.add("test") }
      }
      return FeatureCache.hexadecimal(fingerprint.value)
    }
  }
}
