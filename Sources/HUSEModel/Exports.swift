// One import gives a client everything that models need; encoders are in separate modules.
@_exported public import HUSECore
@_exported public import HUSEData
@_exported public import HUSELosses
