import HUSE

extension FuzzTarget {
  /// Files of numbers.
  static let arrays = [
    FuzzTarget("npy") { bytes throws(HUSEError) in
      let file = try NPYFile(contentsOf: MemoryFolder.shared.write(bytes, to: "input.npy"))
      attempt { () throws(HUSEError) in try look(at: file.matrix()) }
      attempt { () throws(HUSEError) in _ = try file.integers() }
      attempt { () throws(HUSEError) in _ = try file.strings() }
    },
    // Deflate makes up to 1032 bytes of one.
    FuzzTarget("npz", longestInput: 8192, allocationLimit: 32) { bytes throws(HUSEError) in
      let url = MemoryFolder.shared.write(bytes, to: "input.npz")
      attempt { () throws(HUSEError) in _ = try PairedFeatures(contentsOf: url) }
      let file = try NPZFile(contentsOf: url)
      for name in file.names.prefix(4) {
        attempt { () throws(HUSEError) in try look(at: file.matrix(name)) }
        attempt { () throws(HUSEError) in _ = try file.integers(name) }
        attempt { () throws(HUSEError) in _ = try file.strings(name) }
      }
    },
    FuzzTarget("mat", longestInput: 8192, allocationLimit: 32) { bytes throws(HUSEError) in
      let url = MemoryFolder.shared.write(bytes, to: "input.mat")
      attempt { () throws(HUSEError) in _ = try PairedFeatures(contentsOf: url) }
      let file = try MATFile(contentsOf: url)
      for name in file.names.prefix(4) {
        attempt { () throws(HUSEError) in try look(at: file.matrix(name)) }
        attempt { () throws(HUSEError) in _ = try file.integers(name) }
        attempt { () throws(HUSEError) in _ = try file.strings(name) }
      }
    },
    FuzzTarget("hdf5", longestInput: 15_000, allocationLimit: 64) { bytes throws(HUSEError) in
      let url = MemoryFolder.shared.write(bytes, to: "input.h5")
      attempt { () throws(HUSEError) in _ = try PairedFeatures(contentsOf: url) }
      let file = try HDF5File(contentsOf: url)
      for name in file.names.prefix(8) {
        attempt { () throws(HUSEError) in try look(at: file.matrix(name)) }
        attempt { () throws(HUSEError) in _ = try file.integers(name) }
        attempt { () throws(HUSEError) in _ = try file.strings(name) }
      }
    },
    FuzzTarget("safetensors") { bytes throws(HUSEError) in
      let url = MemoryFolder.shared.write(bytes, to: "input.safetensors")
      attempt { () throws(HUSEError) in
        _ = try PairedFeatures(contentsOf: url, allowsEmptyClasses: true)
      }
      let file = try SafetensorsFile(contentsOf: url)
      for name in file.names {
        let tensor = try file.tensor(name)
        precondition(file.shape(of: name) == tensor.shape)
        look(at: tensor.matrix)
        attempt { () throws(HUSEError) in _ = try file.integers(name) }
      }
    },
  ]

  /// Reads every number.
  private static func look(at matrix: Matrix) { _ = matrix.firstNonFinite }
}
