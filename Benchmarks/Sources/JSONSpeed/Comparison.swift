import Foundation
import JSONModels
import PacelineRuntime

/// One shape of data, read and written by both.
struct Comparison<Model: JSONValue, Hand: Codable & Equatable> {
    let name: String
    let json: Data

    init(_ name: String, _ value: Hand) throws {
        self.name = name
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        json = try encoder.encode(value)
    }

    /// Prints one row: the times of reading and writing and their ratios.
    func run() throws {
        let bytes = [UInt8](json)
        let model: Model = try JSONReader.decode(Model.self, from: bytes)
        let hand = try JSONDecoder().decode(Hand.self, from: json)
        let written = try JSONWriter.encode(model)
        // Both must have read the same: what ours writes is what Foundation read.
        guard try JSONDecoder().decode(Hand.self, from: Data(written)) == hand else {
            throw Mismatch(description: "\(name): the two do not read the same")
        }
        var (ours, theirs, oursBack, theirsBack) = (Double.infinity, Double.infinity, Double.infinity, Double.infinity)
        for _ in 0..<10 {
            ours = min(ours, try milliseconds { _ = try JSONReader.decode(Model.self, from: bytes) })
            theirs = min(theirs, try milliseconds { _ = try JSONDecoder().decode(Hand.self, from: json) })
            oursBack = min(oursBack, try milliseconds { _ = try JSONWriter.encode(model) })
            theirsBack = min(theirsBack, try milliseconds { _ = try JSONEncoder().encode(hand) })
        }
        print(
            "| \(name) | \(json.count / 1024) | \(text(ours)) | \(text(theirs)) | \(text(theirs / ours)) "
                + "| \(text(oursBack)) | \(text(theirsBack)) | \(text(theirsBack / oursBack)) |")
    }

    private func milliseconds(_ body: () throws -> Void) rethrows -> Double {
        let time = try ContinuousClock().measure(body)
        return Double(time.components.seconds) * 1e3 + Double(time.components.attoseconds) / 1e15
    }

    private func text(_ number: Double) -> String { String(format: "%.1f", number) }
}

struct Mismatch: Error, CustomStringConvertible {
    let description: String
}
