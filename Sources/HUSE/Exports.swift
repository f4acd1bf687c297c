// One import gives a client the whole library.
@_exported public import HUSECore
@_exported public import HUSEData
@_exported public import HUSEEncoders
@_exported public import HUSEExport
@_exported public import HUSELosses
@_exported public import HUSEModel
@_exported public import HUSEReport
