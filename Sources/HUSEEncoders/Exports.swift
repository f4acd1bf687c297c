@_exported public import HUSECore
