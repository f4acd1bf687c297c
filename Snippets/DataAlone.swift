import Foundation
import HUSEData

let pairs = try PairedFeatures(contentsOf: URL(fileURLWithPath: "pairs.npz"))
try NPYFile.write(pairs.images, to: URL(fileURLWithPath: "images.npy"))
