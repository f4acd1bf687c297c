public import Foundation

extension HUSEError: LocalizedError {
  /// The same sentence as `description`; used by `localizedDescription`.
  public var errorDescription: String? { description }
}
