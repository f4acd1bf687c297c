import Foundation
import HUSECore

/// An ONNX graph that is built node by node; field numbers are those of onnx.proto3.
struct ONNXGraph: Sendable {
  /// The name of an input, a weight or the output of a node.
  typealias Value = String

  private let name: String
  private var nodes: [ProtocolBuffer] = []
  private var weights: [(name: String, shape: [Int], values: Matrix)] = []
  private var inputs: [ProtocolBuffer] = []
  private var outputs: [ProtocolBuffer] = []

  init(named name: String) { self.name = name }

  /// The size of all weights, in bytes.
  var weightBytes: Int {
    weights.reduce(0) { $0 + $1.values.count * MemoryLayout<Float>.size }
  }

  /// A setting of a node.
  enum Attribute {
    case float(String, Float)
    case integer(String, Int)
    case integers(String, [Int])
  }

  /// Adds an input with any number of rows.
  mutating func addInput(_ name: String, columns: Int) -> Value {
    inputs.append(Self.description(of: name, columns: columns))
    return name
  }

  /// Makes a value an output of the graph, with the name of the node that computes it.
  mutating func addOutput(_ name: Value, columns: Int) {
    outputs.append(Self.description(of: name, columns: columns))
  }

  /// Adds two-dimensional weights.
  mutating func add(weights values: Matrix, named name: String) -> Value {
    weights.append((name, [values.rows, values.columns], values))
    return name
  }

  /// Adds one-dimensional weights.
  mutating func add(vector values: Matrix, named name: String) -> Value {
    weights.append((name, [values.count], values))
    return name
  }

  /// Adds a node with one output that has the same name as the node.
  mutating func add(
    _ operation: String, _ inputs: Value..., named name: String, _ attributes: Attribute...
  ) -> Value {
    var node = ProtocolBuffer()
    for input in inputs { node.add(input, field: 1) }
    node.add(name, field: 2)
    node.add(name, field: 3)
    node.add(operation, field: 4)
    for attribute in attributes { node.add(Self.message(of: attribute), field: 5) }
    nodes.append(node)
    return name
  }

  /// The graph as a GraphProto message.
  var message: ProtocolBuffer {
    var graph = ProtocolBuffer()
    for node in nodes { graph.add(node, field: 1) }
    graph.add(name, field: 2)
    for (name, shape, values) in weights {
      var tensor = ProtocolBuffer()
      for length in shape { tensor.add(length, field: 1) }
      tensor.add(Self.float32, field: 2)
      tensor.add(name, field: 8)
      tensor.add(values.withUnsafeBufferPointer { Data(buffer: $0) }, field: 9)
      graph.add(tensor, field: 5)
    }
    for input in inputs { graph.add(input, field: 11) }
    for output in outputs { graph.add(output, field: 12) }
    return graph
  }

  private static let float32 = 1

  /// The ValueInfoProto message of a matrix with any number of rows.
  private static func description(of name: String, columns: Int) -> ProtocolBuffer {
    var rowCount = ProtocolBuffer()
    rowCount.add("batch", field: 2)
    var columnCount = ProtocolBuffer()
    columnCount.add(columns, field: 1)
    var shape = ProtocolBuffer()
    shape.add(rowCount, field: 1)
    shape.add(columnCount, field: 1)
    var tensor = ProtocolBuffer()
    tensor.add(float32, field: 1)
    tensor.add(shape, field: 2)
    var type = ProtocolBuffer()
    type.add(tensor, field: 1)
    var value = ProtocolBuffer()
    value.add(name, field: 1)
    value.add(type, field: 2)
    return value
  }

  private static func message(of attribute: Attribute) -> ProtocolBuffer {
    var message = ProtocolBuffer()
    switch attribute {
    case .float(let name, let value):
      message.add(name, field: 1)
      message.add(value, field: 2)
      message.add(1, field: 20)
    case .integer(let name, let value):
      message.add(name, field: 1)
      message.add(value, field: 3)
      message.add(2, field: 20)
    case .integers(let name, let values):
      message.add(name, field: 1)
      for value in values { message.add(value, field: 8) }
      message.add(7, field: 20)
    }
    return message
  }
}
