#!/usr/bin/env python3
"""A training step of the paper's network in TensorFlow: as a graph or through XLA, in float32."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf  # noqa: E402

import measuring  # noqa: E402
import training_data as data  # noqa: E402


class Training:
    """The network with its optimizer."""

    def __init__(self, arguments):
        self.images, self.texts, labels = map(tf.constant, data.batch(arguments.batch))
        self.labels = tf.concat([labels, labels], 0)
        self.distances = tf.constant(data.class_distances(arguments.inputs))
        self.margin = None if arguments.without_graph_loss else arguments.margin
        image, text, classifier = data.parameters()
        self.image = [tuple(map(tf.Variable, layer)) for layer in image]
        self.text = [tuple(map(tf.Variable, layer)) for layer in text]
        self.classifier = tuple(map(tf.Variable, classifier))
        self.variables = [v for layer in [*self.image, *self.text, self.classifier] for v in layer]
        self.squares = [tf.Variable(tf.zeros_like(v)) for v in self.variables]
        self.velocities = [tf.Variable(tf.zeros_like(v)) for v in self.variables]

    def tower(self, layers, features):
        """Unit embeddings of features; dropout after each hidden layer."""
        for number, (weights, bias) in enumerate(layers):
            features = tf.nn.bias_add(features @ weights, bias)
            if number < len(layers) - 1:
                features = tf.nn.dropout(tf.nn.relu(features), data.DROPOUT)
        return tf.nn.l2_normalize(features, 1)

    def graph_loss(self, embeddings):
        """The loss of all pairs."""
        wanted = tf.gather(tf.gather(self.distances, self.labels), self.labels, axis=1)
        found = 1 - tf.matmul(embeddings, embeddings, transpose_b=True)
        active = tf.logical_and(wanted < self.margin, found < self.margin)
        active = tf.linalg.set_diag(active, tf.zeros(active.shape[0], tf.bool))
        squares = tf.where(active, tf.math.squared_difference(found, wanted), 0.0)
        return tf.reduce_sum(squares) / active.shape[0] ** 2

    def loss(self):
        """All three losses of the paper, or without a margin those that are not the graph's."""
        image_embeddings = self.tower(self.image, self.images)
        text_embeddings = self.tower(self.text, self.texts)
        embeddings = tf.concat([image_embeddings, text_embeddings], 0)
        weights, bias = self.classifier
        classification = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(
            self.labels, tf.nn.bias_add(embeddings @ weights, bias)))
        gap = 1 - tf.reduce_mean(tf.reduce_sum(image_embeddings * text_embeddings, 1))
        total = data.CLASS_WEIGHT * classification + data.GAP_WEIGHT * gap
        if self.margin is not None:
            total += data.GRAPH_WEIGHT * self.graph_loss(embeddings)
        return total

    def step(self):
        """One update of RMSProp with momentum, in place."""
        with tf.GradientTape() as tape:
            value = self.loss()
        gradients = tape.gradient(value, self.variables)
        for variable, square, velocity, gradient in zip(
                self.variables, self.squares, self.velocities, gradients):
            tf.raw_ops.ResourceApplyRMSProp(
                var=variable.handle, ms=square.handle, mom=velocity.handle,
                lr=data.LEARNING_RATE, rho=data.DECAY, momentum=data.MOMENTUM,
                epsilon=data.EPSILON, grad=gradient)
        return value


def main():
    arguments = data.arguments(__doc__, modes=["xla", "graph"])
    tf.config.threading.set_intra_op_parallelism_threads(measuring.THREADS)
    training = Training(arguments)
    step = tf.function(training.step, jit_compile=arguments.mode == "xla", autograph=False)
    measuring.time_and_print(
        "training-step", lambda: step().numpy(), arguments, {"tensorflow": tf.__version__})


if __name__ == "__main__":
    main()
