import Foundation
import HTTPTypes
import Hummingbird
import NIOPosix

extension SearchService {
  /// `GET /`: the page, whose own style and script alone may run.
  func page(_ request: Request) async throws -> Response {
    let nonce = Data((0..<16).map { _ in UInt8.random(in: .min ... .max) }).base64EncodedString()
    let policy = [
      "default-src 'none'", "script-src 'nonce-\(nonce)'", "style-src 'nonce-\(nonce)'",
      "img-src blob: data:", "connect-src 'self'", "base-uri 'none'", "form-action 'none'",
      "frame-ancestors 'none'",
    ]
    let page = String(decoding: PackageResources.page_html, as: UTF8.self)
      .replacing("NONCE", with: nonce)
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/html; charset=utf-8",
        .contentSecurityPolicy: policy.joined(separator: "; "),
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(string: page)))
  }

  /// `GET /image?id=NAME`: the image of an item.
  func image(_ request: Request) async throws -> Response {
    guard let images = engine.images, let name = request.uri.queryParameters["id"] else {
      throw APIError.notFound("There is no image of this item.")
    }
    let image = try await NIOThreadPool.singleton.runIfActive {
      try images.image(of: String(name))
    }
    return Response(
      status: .ok,
      headers: [.contentType: image.mediaType, .cacheControl: "private, max-age=3600"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: image.bytes)))
  }
}
