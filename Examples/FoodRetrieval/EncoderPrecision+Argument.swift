public import ArgumentParser
public import HUSE

extension EncoderPrecision: ExpressibleByArgument {}
