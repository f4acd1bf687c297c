#!/usr/bin/env python3
"""A training step of the paper's network in PyTorch: eager, compiled, or with bf16 products."""

import torch
from torch import nn
from torch.nn import functional

import measuring
import training_data as data


def tower(layers):
    """Layers with dropout after each hidden one."""
    modules = []
    for weights, bias in layers:
        linear = nn.Linear(*weights.shape)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weights.T))
            linear.bias.copy_(torch.from_numpy(bias))
        modules += [linear, nn.ReLU(inplace=True), nn.Dropout(data.DROPOUT)]
    return nn.Sequential(*modules[:-2])


class Network(nn.Module):
    """Both towers, the classifier, and the loss."""

    def __init__(self, class_distances, margin):
        super().__init__()
        image, text, classifier = data.parameters()
        self.image, self.text = tower(image), tower(text)
        self.classifier = tower([classifier])
        self.class_distances = class_distances
        self.margin = margin

    def graph_loss(self, embeddings, labels):
        """The loss of all pairs."""
        wanted = self.class_distances[labels][:, labels]
        found = 1 - embeddings @ embeddings.T
        active = (wanted < self.margin) & (found < self.margin)
        active.fill_diagonal_(False)
        squares = (found - wanted).square()
        return torch.where(active, squares, 0).sum() / len(embeddings) ** 2

    def forward(self, images, texts, labels):
        """All three losses of the paper, or without a margin those that are not the graph's."""
        image_embeddings = functional.normalize(self.image(images))
        text_embeddings = functional.normalize(self.text(texts))
        embeddings = torch.cat([image_embeddings, text_embeddings])
        classification = functional.cross_entropy(self.classifier(embeddings), labels)
        gap = 1 - (image_embeddings * text_embeddings).sum(1).mean()
        total = data.CLASS_WEIGHT * classification + data.GAP_WEIGHT * gap
        if self.margin is not None:
            total = total + data.GRAPH_WEIGHT * self.graph_loss(embeddings, labels)
        return total


def main():
    arguments = data.arguments(__doc__, modes=["eager", "compiled", "bf16"])
    torch.set_num_threads(measuring.THREADS)
    torch.manual_seed(3)
    images, texts, labels = map(torch.from_numpy, data.batch(arguments.batch))
    labels = torch.cat([labels, labels]).long()
    network = Network(
        torch.from_numpy(data.class_distances(arguments.inputs)),
        None if arguments.without_graph_loss else arguments.margin)
    # PyTorch adds ε to the root, the others add it under the root.
    optimizer = torch.optim.RMSprop(
        network.parameters(), lr=data.LEARNING_RATE, alpha=data.DECAY, eps=data.EPSILON ** 0.5,
        momentum=data.MOMENTUM, foreach=True)
    forward = torch.compile(network) if arguments.mode == "compiled" else network

    def take_step():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=arguments.mode == "bf16"):
            loss = forward(images, texts, labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    measuring.time_and_print(
        "training-step", take_step, arguments, {"torch": torch.__version__})


if __name__ == "__main__":
    main()
