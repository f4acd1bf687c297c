@_exported public import HUSEModel
