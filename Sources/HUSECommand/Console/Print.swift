import HUSEConsole

/// Writes a result.
///
/// It replaces Swift's function, which does not report write errors.
///
/// After a failure, the program ends with an error. A long-running command checks for it.
func print(_ text: String) { StandardOutput.writeLine(text) }
