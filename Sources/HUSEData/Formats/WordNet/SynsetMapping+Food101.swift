import HUSECore

extension SynsetMapping {
  /// The mapping of the 101 classes of Food-101 and UPMC Food-101 to WordNet 3.0.
  ///
  /// Its file, `Sources/HUSEData/Resources/food-101-synsets.csv`, has a note for each choice that
  /// is not obvious.
  public static let food101 = parsed(PackageResources.food_101_synsets_csv)

  private static func parsed(_ bytes: [UInt8]) -> SynsetMapping {
    do throws(HUSEError) {
      return try SynsetMapping(bytes: bytes, path: "food-101-synsets.csv")
    } catch {
      preconditionFailure("\(error)")
    }
  }
}
