// One import gives a client the embeddings and models that a table holds.
@_exported public import HUSEModel
