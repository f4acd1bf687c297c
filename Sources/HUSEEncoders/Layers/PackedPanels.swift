internal import CHUSEKernels
internal import HUSECore

/// The panels of a packed kernel, `[panels][inner][32]`, padded with zeros, with as many bits for
/// each value as the weights have; bytes are in groups of four, `[panels][⌈inner / 4⌉][32][4]`.
enum PackedPanels: Sendable {
  case float32(Matrix)
  case halves(ByteStorage, StoredPrecision)
  /// The scales of the outputs, and what the sums of bytes start from, up to the end of the last
  /// panel.
  case int8(ByteStorage, scales: Matrix, starts: [Int32])

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
    case .int8(let source, let scales):
      let count = Self.count(outputs: outputs)
      var starts = [Int32](repeating: 0, count: count * Self.width)
      let panels = ByteStorage(count: count * Self.bytesOfPanel(inner: inner)) { target in
        huse_pack_int8(
          source.numbers, inner, outputs, target.bindMemory(to: Int8.self).baseAddress, &starts)
      }
      self = .int8(panels, scales: scales, starts: starts)
    }
  }

  private static func bytesOfPanel(inner: Int) -> Int {
    let quad = Int(HUSE_INT8_QUAD)
    return (inner + quad - 1) / quad * quad * width
  }

  private static func filled(
    inner: Int, outputs: Int, by pack: (UnsafeMutablePointer<Float>?) -> Void
  ) -> Matrix {
    var panels = Matrix(uninitializedRows: count(outputs: outputs) * inner, columns: width)
    panels.withUnsafeMutableBufferPointer { pack($0.baseAddress) }
    return panels
  }

  /// The kernel, `[inner × outputs]`.
  ///
  /// - Precondition: it has 32 bits.
  func unpacked(inner: Int, outputs: Int) -> Matrix {
    guard case .float32(let panels) = self else {
      preconditionFailure("a kernel of fewer bits is unpacked as weights")
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
    case .int8(let panels, let scales, _):
      let bytes = ByteStorage(count: outputs * inner) { target in
        huse_unpack_int8(
          panels.numbers, inner, outputs, target.bindMemory(to: Int8.self).baseAddress)
      }
      return WeightMatrix(rows: outputs, columns: inner, bytes: bytes, scales: scales)
    }
  }

  /// The scales of the outputs, `[1 × outputs]`, of bytes.
  var scales: Matrix? {
    if case .int8(_, let scales, _) = self { scales } else { nil }
  }

  /// Computes a product with the panels from a number on.
  func compute(_ product: inout huse_product, fromPanel panel: Int, by kernels: Kernels) {
    let place = panel * product.inner * Self.width
    let table = kernels.table
    switch self {
    case .float32(let panels):
      panels.withUnsafeBufferPointer { panels in
        product.panels = panels.baseAddress.map { UnsafeRawPointer($0 + place) }
        table.pointee.packed_product(&product)
      }
    case .halves(let panels, let precision):
      product.panels = panels.bytes.baseAddress.map { $0 + place * 2 }
      if precision == .bfloat16 {
        table.pointee.packed_product_bfloat16(&product)
      } else {
        table.pointee.packed_product_float16(&product)
      }
    case .int8(let panels, _, let starts):
      starts.withUnsafeBufferPointer { starts in
        product.panels = panels.bytes.baseAddress.map {
          $0 + panel * Self.bytesOfPanel(inner: product.inner)
        }
        product.starts = starts.baseAddress.map { $0 + panel * Self.width }
        table.pointee.packed_product_int8(&product)
      }
    }
  }
}

extension ByteStorage {
  /// The bytes as bit patterns of 16 bits.
  fileprivate var halves: UnsafePointer<UInt16>? {
    bytes.baseAddress?.assumingMemoryBound(to: UInt16.self)
  }

  /// The bytes as numbers with a sign.
  fileprivate var numbers: UnsafePointer<Int8>? {
    bytes.baseAddress?.assumingMemoryBound(to: Int8.self)
  }
}
