// One import gives a client all that models need; encoders are modules of their own.
@_exported public import HUSECore
@_exported public import HUSEData
@_exported public import HUSELosses
