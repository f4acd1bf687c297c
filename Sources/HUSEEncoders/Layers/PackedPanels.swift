internal import CHUSEKernels
internal import HUSECore

/// The panels of a packed kernel, `[panels][inner][32]`, padded with zeros, with as many bits for
/// each value as the weights have.
enum PackedPanels: Sendable {
  case float32(Matrix)
  case halves(ByteStorage, StoredPrecision)

  private static let width = Int(HUSE_PANEL)

  /// The number of panels for so many outputs.
  static func count(outputs: Int) -> Int { (outputs + width - 1) / width }

  /// Packs a kernel `[inner × outputs]`.
  init(_ kernel: Matrix) {
    self = .float32(
      Self.filled(inner: kernel.rows, outputs: kernel.columns) { target in
        kernel.withUnsafeBufferPointer { source in
          huse_pack(source.baseAddress, kernel.rows, kernel.columns, target)
        }
      })
  }

  /// Packs weights `[outputs × inner]`.
  init(transposing weights: WeightMatrix) {
    let (inner, outputs) = (weights.columns, weights.rows)
    switch weights.values {
    case .float32(let matrix):
      self = .float32(
        Self.filled(inner: inner, outputs: outputs) { target in
          matrix.withUnsafeBufferPointer { source in
            huse_pack_transposed(source.baseAddress, inner, outputs, target)
          }
        })
    case .halves(let source, let precision):
      let count = Self.count(outputs: outputs) * inner * Self.width
      let panels = ByteStorage(count: count * 2) { target in
        huse_pack_halves_transposed(
          source.halves, inner, outputs, target.bindMemory(to: UInt16.self).baseAddress)
      }
      self = .halves(panels, precision)
    }
  }

  private static func filled(
    inner: Int, outputs: Int, by pack: (UnsafeMutablePointer<Float>?) -> Void
  ) -> Matrix {
    var panels = Matrix(uninitializedRows: count(outputs: outputs) * inner, columns: width)
    panels.withUnsafeMutableBufferPointer { pack($0.baseAddress) }
    return panels
  }

  /// The kernel, `[inner × outputs]`, with 32 bits.
  func unpacked(inner: Int, outputs: Int) -> Matrix {
    guard case .float32(let panels) = self else {
      return unpackedWeights(inner: inner, outputs: outputs).matrix.transposed
    }
    var kernel = Matrix(uninitializedRows: inner, columns: outputs)
    kernel.withUnsafeMutableBufferPointer { target in
      panels.withUnsafeBufferPointer { source in
        huse_unpack(source.baseAddress, inner, outputs, target.baseAddress)
      }
    }
    return kernel
  }

  /// The weights, `[outputs × inner]`.
  func unpackedWeights(inner: Int, outputs: Int) -> WeightMatrix {
    switch self {
    case .float32(let panels):
      var weights = Matrix(uninitializedRows: outputs, columns: inner)
      weights.withUnsafeMutableBufferPointer { target in
        panels.withUnsafeBufferPointer { source in
          huse_unpack_transposed(source.baseAddress, inner, outputs, target.baseAddress)
        }
      }
      return WeightMatrix(weights)
    case .halves(let panels, let precision):
      let halves = ByteStorage(count: outputs * inner * 2) { target in
        huse_unpack_halves_transposed(
          panels.halves, inner, outputs, target.bindMemory(to: UInt16.self).baseAddress)
      }
      return WeightMatrix(rows: outputs, columns: inner, halves: halves, precision: precision)
    }
  }

  /// The address of a panel, valid for the lifetime of the panels.
  func address(ofPanel panel: Int, inner: Int) -> UnsafeRawPointer? {
    let place = panel * inner * Self.width
    switch self {
    case .float32(let panels): return UnsafeRawPointer(panels.storage.base + panels.offset + place)
    case .halves(let panels, _): return panels.bytes.baseAddress.map { $0 + place * 2 }
    }
  }

  /// Computes a product with these panels.
  func compute(_ product: inout huse_product, by kernels: Kernels) {
    let table = kernels.table
    switch self {
    case .float32: table.pointee.packed_product(&product)
    case .halves(_, .bfloat16): table.pointee.packed_product_bfloat16(&product)
    case .halves: table.pointee.packed_product_float16(&product)
    }
  }
}

extension ByteStorage {
  /// The bytes as bit patterns of 16 bits.
  fileprivate var halves: UnsafePointer<UInt16>? {
    bytes.baseAddress?.assumingMemoryBound(to: UInt16.self)
  }
}
