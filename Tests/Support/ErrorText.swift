package import HUSECore

/// The text of the error that `body` throws, `nil` if it throws none.
package func errorText<Result>(_ body: () throws(HUSEError) -> Result) -> String? {
  do throws(HUSEError) {
    _ = try body()
    return nil
  } catch {
    return error.description
  }
}
