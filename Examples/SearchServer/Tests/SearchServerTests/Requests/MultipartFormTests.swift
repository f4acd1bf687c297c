import Foundation
import Testing

@testable import SearchServer

@Suite struct MultipartFormTests {
  private func parts(_ text: String, boundary: String = "x") -> [MultipartForm.Part]? {
    MultipartForm.parts(of: Data(text.utf8), boundary: boundary)
  }

  private func part(_ name: String, _ content: String) -> MultipartForm.Part {
    MultipartForm.Part(name: name, content: Data(content.utf8))
  }

  @Test func partsKeepTheirBytes() {
    let found = parts(
      "preamble\r\n--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--y\r\n\r\n"
        + "\r\n--x\r\ncontent-type: image/png\r\n"
        + "CONTENT-DISPOSITION: form-data; filename=\"a;b\\\".png\"; name=image\r\n\r\n\r\n--x--")
    #expect(found == [part("a", "1\r\n--y\r\n\r\n"), part("image", "")])
  }

  @Test func aFormWithoutParts() { #expect(parts("--x--\r\n") == []) }

  @Test(arguments: [
    "", "--x", "--x\r\n", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1",
    "--x\r\n\r\n1\r\n--x--", "--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--",
    "--x\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--x--",
    "--y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--y--",
  ])
  func whatIsNoFormIsRefused(_ text: String) { #expect(parts(text) == nil) }

  @Test func boundariesAndNumbersHaveLimits() {
    #expect(parts("----", boundary: "") == nil)
    #expect(parts("--x--", boundary: String(repeating: "x", count: 71)) == nil)
    let part = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n"
    #expect(parts(String(repeating: part, count: 32) + "--x--")?.count == 32)
    #expect(parts(String(repeating: part, count: 33) + "--x--") == nil)
  }

  @Test func parametersOfAType() {
    let type = MediaTypeHeader("Multipart/Form-Data; Boundary=\"a;b\\\"c\" ;x= y")
    #expect(type.name == "multipart/form-data")
    #expect(type.parameters == ["boundary": "a;b\"c", "x": "y"])
  }
}
