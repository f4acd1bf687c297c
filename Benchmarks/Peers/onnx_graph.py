"""A small builder of ONNX graphs."""

import numpy as np
import onnx
from onnx import helper, numpy_helper


class Graph:
    """Nodes and weights, in the order in which they are added."""

    def __init__(self):
        self.nodes, self.weights = [], []

    def weight(self, values, dtype=np.float32):
        """Adds a constant and returns its name."""
        name = f"weight{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values, dtype), name))
        return name

    def add(self, operator, *inputs, outputs=1, **attributes):
        """Adds a node and returns the name of its first output."""
        names = [f"value{len(self.nodes)}_{number}" for number in range(outputs)]
        self.nodes.append(helper.make_node(operator, inputs, names, **attributes))
        return names[0]

    def fused(self, operator, *inputs, outputs=1, **attributes):
        """Adds a node of one of ONNX Runtime's own operators."""
        return self.add(operator, *inputs, outputs=outputs, domain="com.microsoft", **attributes)

    def write(self, path, inputs, output):
        """Writes the model; `inputs` are (name, element type, shape)."""
        graph = helper.make_graph(
            self.nodes, "graph", [helper.make_tensor_value_info(*value) for value in inputs],
            [helper.make_tensor_value_info(output, onnx.TensorProto.FLOAT, None)], self.weights)
        versions = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
        model = helper.make_model(graph, opset_imports=versions, ir_version=9)
        onnx.save(model, path)
