public import Foundation
public import HUSECore

extension PairedFeatures {
  /// Reads a data set from one file or one folder.
  ///
  /// - .npz: arrays `images` and `texts`; `labels`, integers or texts; `classes`, texts;
  ///   `identifiers`, texts
  /// - .h5, .hdf5: datasets `images` and `texts`; `labels`, integers or texts; `classes`, texts;
  ///   `identifiers`, texts
  /// - .mat: variables `images` and `texts`; `labels`, numbers from 1 or texts; `classes` and
  ///   `identifiers`, cell arrays of texts
  /// - .safetensors: tensors `images`, `texts`, and `labels` of integers; metadata `classes` and
  ///   `identifiers`, JSON lists
  /// - folder: `images`, `texts` and `labels`, each as .npy or .csv; `classes.txt` and
  ///   `identifiers.txt`, a name in each line
  ///
  /// Identifiers are optional.
  ///
  /// In a folder, image and text features may be divided into files `images-….npy` and
  /// `texts-….npy`, which are read in the order of the numbers in their names, 2 before 10. A
  /// folder may also consist of .safetensors files with the same class names.
  ///
  /// A CSV file may name its columns in its first row, also as 0, 1, 2, … like pandas. An index
  /// of pandas in the first column is not a feature.
  ///
  /// Labels that are texts are class names. `classes` is then optional; without it, the class names
  /// are the names that occur, sorted. Whole numbers in a CSV file are indices if there are class
  /// names of which none is a number, otherwise they are class names.
  ///
  /// - Parameters:
  ///   - url: the file or folder.
  ///   - allowsEmptyClasses: whether a class may have no rows, as in a subset of a data set.
  /// - Throws: `HUSEError.fileNotFound`, `.malformedFile` or `.unsupportedFile` for the file;
  ///   the errors of `init(images:texts:labels:classNames:identifiers:allowsEmptyClasses:)`.
  public init(contentsOf url: URL, allowsEmptyClasses: Bool = false) throws(HUSEError) {
    var isFolder = ObjCBool(false)
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw .fileNotFound(path: url.path, remedy: "Check the path.")
    }
    if isFolder.boolValue {
      try self.init(FeatureFolder(url), allowsEmptyClasses: allowsEmptyClasses)
      return
    }
    switch url.pathExtension.lowercased() {
    case "npz":
      try self.init(arrays: NPZFile(contentsOf: url), allowsEmptyClasses: allowsEmptyClasses)
    case "mat":
      if try HDF5File.isThere(at: url) {
        try self.init(arrays: HDF5File(contentsOf: url), allowsEmptyClasses: allowsEmptyClasses)
      } else {
        try self.init(arrays: MATFile(contentsOf: url), allowsEmptyClasses: allowsEmptyClasses)
      }
    case "h5", "hdf5":
      try self.init(arrays: HDF5File(contentsOf: url), allowsEmptyClasses: allowsEmptyClasses)
    case "safetensors":
      try self.init(
        safetensors: SafetensorsFile(contentsOf: url), allowsEmptyClasses: allowsEmptyClasses)
    default:
      throw .unsupportedFile(
        path: url.path, found: "the extension '\(url.pathExtension)'",
        supported: ".npz, .h5, .mat, .safetensors, or a folder of .npy, .csv or .safetensors files")
    }
  }

  /// Reads a data set from separate files.
  ///
  /// - Parameters:
  ///   - images: the image features in an .npy or .csv file, `[pairs × image dimension]`.
  ///   - texts: the text features in an .npy or .csv file, `[pairs × text dimension]`.
  ///   - labels: the labels in an .npy file of integers or texts, or in a .csv file of one column.
  ///   - classNames: the class names, which integer labels are indices into. Labels that are texts
  ///     are class names; by default, the class names are then those that occur, sorted.
  ///   - identifiers: the name of each row, or `nil`.
  ///   - allowsEmptyClasses: whether a class of `classNames` may have no rows.
  /// - Throws: the errors of `init(contentsOf:allowsEmptyClasses:)`.
  public init(
    images: URL, texts: URL, labels: URL, classNames: [String]? = nil,
    identifiers: [String]? = nil, allowsEmptyClasses: Bool = false
  ) throws(HUSEError) {
    try self.init(
      images: FeatureFile.matrix(contentsOf: images), texts: FeatureFile.matrix(contentsOf: texts),
      labels: FeatureFile.labels(contentsOf: labels), classNames: classNames,
      identifiers: identifiers, allowsEmptyClasses: allowsEmptyClasses,
      sources: SourceNames(images: images.path, texts: texts.path, labels: labels.path))
  }

  init(
    images: Matrix, texts: Matrix, labels: LabelList, classNames: [String]?,
    identifiers: [String]?, allowsEmptyClasses: Bool, sources: SourceNames
  ) throws(HUSEError) {
    let labels = labels.fitting(rowCount: images.rows)
    try self.init(
      images: images, texts: texts, identifiers: identifiers, sources: sources,
      rowCount: labels.count
    ) { (source) throws(HUSEError) in
      try labels.labels(
        classNames: classNames, allowsEmptyClasses: allowsEmptyClasses, source: source)
    }
  }
}
