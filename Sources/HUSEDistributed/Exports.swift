// One import gives a client the trainer that uses a communicator.
@_exported public import HUSEModel
