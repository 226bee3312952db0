import PacelineRuntime

/// What every model of the museum is: Templates/Conformances.mustache says so.
protocol Described: JSONValue {}

extension Described {
    /// The value as JSON, for logs.
    var json: String {
        do {
            return String(decoding: try JSONWriter.encode(self), as: UTF8.self)
        } catch {
            return "\(error)"
        }
    }
}
