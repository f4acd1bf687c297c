public import Foundation

extension HUSEError: LocalizedError {
  /// The sentence of `description`, for `localizedDescription`.
  public var errorDescription: String? { description }
}
