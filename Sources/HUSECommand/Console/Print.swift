import HUSEConsole

/// Writes a result.
///
/// It replaces Swift's function, which does not report what cannot be written.
///
/// The program ends with an error after a failure; a command that runs for long checks for it.
func print(_ text: String) { StandardOutput.writeLine(text) }
