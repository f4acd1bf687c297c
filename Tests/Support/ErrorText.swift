/// The text of the error that `body` throws, `nil` if it throws none.
package func errorText<Result, Failure: Error & CustomStringConvertible>(
  _ body: () throws(Failure) -> Result
) -> String? {
  do throws(Failure) {
    _ = try body()
    return nil
  } catch {
    return error.description
  }
}
