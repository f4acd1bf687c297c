import HUSEConsole

/// Writes a result.
///
/// It replaces Swift's function, which does not report what cannot be written.
func print(_ text: String) { StandardOutput.writeLine(text) }
