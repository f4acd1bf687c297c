import HUSECore

extension SynsetMapping {
  /// The 101 classes of Food-101 and of UPMC Food-101, apple_pie to waffles, in WordNet 3.0.
  ///
  /// `Sources/HUSEData/Resources/food-101-synsets.csv` is its text, with a note for each choice
  /// that is not obvious.
  public static let food101 = parsed(PackageResources.food_101_synsets_csv)

  private static func parsed(_ bytes: [UInt8]) -> SynsetMapping {
    do throws(HUSEError) {
      return try SynsetMapping(bytes: bytes, path: "food-101-synsets.csv")
    } catch {
      preconditionFailure("\(error)")
    }
  }
}
