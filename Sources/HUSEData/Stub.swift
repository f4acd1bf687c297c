public import HUSECore
public struct PairedFeatures: Sendable { public let images: Matrix, texts: Matrix, labels: [Int], classNames: [String]; public var count: Int { labels.count }
 public init(images: Matrix, texts: Matrix, labels: [Int], classNames: [String]) throws(HUSEError) { self.images = images; self.texts = texts; self.labels = labels; self.classNames = classNames } }
