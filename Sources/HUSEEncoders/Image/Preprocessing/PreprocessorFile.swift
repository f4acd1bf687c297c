import Foundation
internal import HUSECore

/// The file `preprocessor_config.json` of transformers, which describes the preprocessing of
/// images.
struct PreprocessorFile: Decodable {
  /// The length of a square or of a short side, or the sides by name.
  private struct Size: Decodable {
    var height: Int?
    var width: Int?
    var shortest_edge: Int?
    var number: Int?
    /// The names of unsupported sides.
    var others: [String] = []

    private struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      if let number = try? decoder.singleValueContainer().decode(Int.self) {
        self.number = number
        return
      }
      let sides = try decoder.container(keyedBy: Key.self)
      for key in sides.allKeys {
        // A side that is null counts as absent.
        guard let length = try sides.decodeIfPresent(Int.self, forKey: key) else { continue }
        switch key.stringValue {
        case "height": height = length
        case "width": width = length
        case "shortest_edge": shortest_edge = length
        default: others.append(key.stringValue)
        }
      }
    }
  }

  private let image_processor_type: String?
  private let feature_extractor_type: String?
  private let do_resize: Bool?
  private let size: Size?
  private let crop_pct: Double?
  private let resample: Int?
  private let do_center_crop: Bool?
  private let crop_size: Size?
  private let do_rescale: Bool?
  private let rescale_factor: Double?
  private let do_normalize: Bool?
  private let image_mean: [Double]?
  private let image_std: [Double]?

  /// The file `processor_config.json`, which contains the same settings.
  private struct Processor: Decodable {
    let image_processor: PreprocessorFile
  }

  private static let remedy: Remedy = "Fetch the file again, with the weights that it belongs to."

  /// Reads the preprocessing from a folder.
  ///
  /// - Parameters:
  ///   - folder: the folder of the model.
  ///   - processor: the class of image processor to use if the file names none.
  /// - Returns: the preprocessing of images.
  /// - Throws: `HUSEError.fileNotFound`, `.malformedFile` for impossible values, `.unsupportedFile`
  ///   for other classes or other ways to resize.
  static func preprocessing(
    in folder: URL, processor: ImageProcessorClass
  ) throws(HUSEError) -> ImagePreprocessing {
    let url = folder.appendingPathComponent("preprocessor_config.json")
    let whole = folder.appendingPathComponent("processor_config.json")
    if !FileManager.default.fileExists(atPath: url.path),
      let file = try JSONDocument.decodeIfPresent(
        Processor.self, contentsOf: whole, remedy: remedy)
    {
      return try file.image_processor.preprocessing(processor, path: whole.path)
    }
    return try JSONDocument.decode(PreprocessorFile.self, contentsOf: url, remedy: remedy)
      .preprocessing(processor, path: url.path)
  }

  private func preprocessing(
    _ standard: ImageProcessorClass, path: String
  ) throws(HUSEError) -> ImagePreprocessing {
    func unsupported(_ found: String, _ supported: String) -> HUSEError {
      .unsupportedFile(path: path, found: found, supported: supported)
    }
    var processor = standard
    if let name = image_processor_type ?? feature_extractor_type {
      guard let known = ImageProcessorClass(name) else {
        throw unsupported(
          "an image processor '\(name)'",
          ImageProcessorClass.allCases.map(\.rawValue).joined(separator: ", "))
      }
      processor = known
    }
    let number = resample ?? processor.filter
    guard let filter = Self.filters[number] else {
      throw unsupported("'resample' \(number)", "1 (Lanczos), 2 (bilinear), 3 (bicubic)")
    }
    guard do_resize ?? true else {
      throw unsupported("'do_resize' false", "image processors that resize")
    }
    let (resizing, cropSide) = try sides(processor, unsupported)
    let factor = (do_rescale ?? true) ? rescale_factor ?? 1 / 255 : 1
    let normalizes = do_normalize ?? true
    let mean = normalizes ? image_mean ?? processor.mean : [0, 0, 0]
    let deviation = normalizes ? image_std ?? processor.deviation : [1, 1, 1]
    let channels = [mean, deviation].map { $0.map { Float($0 / factor) } }
    let side =
      switch resizing {
      case .shortSide(let side), .square(let side): side
      }
    func malformed(_ problem: String) -> HUSEError {
      .malformedFile(path: path, problem: problem, remedy: Self.remedy)
    }
    guard 1...ImagePreprocessing.longestSide ~= side else {
      throw malformed(
        "'size' is \(side), expected a length from 1 to \(ImagePreprocessing.longestSide)")
    }
    guard 1...side ~= cropSide else {
      throw malformed("'crop_size' is \(cropSide), expected a length from 1 to 'size' \(side)")
    }
    guard channels.allSatisfy({ $0.count == 3 && $0.allSatisfy(\.isFinite) }),
      channels[1].allSatisfy({ $0 != 0 })
    else {
      throw malformed(
        "'image_mean' \(mean), 'image_std' \(deviation) and 'rescale_factor' \(factor) do not "
          + "scale three channels")
    }
    return ImagePreprocessing(
      resizing: resizing, cropSide: cropSide, cropRounding: .down, filter: filter,
      mean: channels[0], deviation: channels[1])
  }

  /// Pillow's numbers of the filters.
  private static let filters: [Int: ResamplingFilter] = [1: .lanczos, 2: .bilinear, 3: .bicubic]

  private func sides(
    _ processor: ImageProcessorClass, _ unsupported: (String, String) -> HUSEError
  ) throws(HUSEError) -> (resizing: ImagePreprocessing.Resizing, cropSide: Int) {
    func square(_ size: Size, _ key: String) throws(HUSEError) -> Int? {
      if let other = size.others.min() {
        throw unsupported("'\(key)' with '\(other)'", "height and width, or shortest_edge")
      }
      guard let height = size.height, let width = size.width else { return nil }
      guard height == width else {
        throw unsupported("'\(key)' \(height) × \(width)", "squares")
      }
      return height
    }
    var resizing = processor.resizing
    if let size {
      if let side = try square(size, "size") {
        resizing = .square(side)
      } else if let side = size.shortest_edge {
        resizing = .shortSide(side)
      } else if let side = size.number {
        resizing = processor == .vit ? .square(side) : .shortSide(side)
      }
    }
    if processor == .convNext, case .shortSide(let side) = resizing {
      // Larger networks use the whole image; smaller ones use the share `crop_pct` of it.
      guard side < 384 else { return (.square(side), side) }
      let resized = Double(side) / (crop_pct ?? 0.875)
      guard abs(resized) < 1e6 else { return (.shortSide(.max), side) }
      return (.shortSide(Int(resized)), side)
    }
    var crop: Int?
    if do_center_crop ?? processor.crops {
      crop = processor.cropSide
      if let crop_size { crop = try square(crop_size, "crop_size") ?? crop_size.number ?? crop }
    }
    switch resizing {
    case .square(let side): return (resizing, crop ?? side)
    case .shortSide(let side):
      guard let crop else {
        throw unsupported(
          "'size' with 'shortest_edge' \(side) and no centre crop", "images cut to a square")
      }
      return (resizing, crop)
    }
  }
}
