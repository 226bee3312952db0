import HTTPTypes
import PacelinePolicy

/// What requests say of who sends them (RFC 9110, section 10.1.5).
public struct UserAgent: Hashable, Sendable, ExpressibleByStringInterpolation {
    private enum Value: Hashable { case ofClient, none, text(String) }

    private let value: Value

    /// The client with the version of its document, and what made it: `Petstore/2.1 paceline/0.2.0 (Swift 6.3)`.
    public static let `default` = UserAgent(value: .ofClient)
    /// Nothing: for servers that want none. URLSession may send a text of its own then.
    public static let none = UserAgent(value: .none)

    private init(value: Value) { self.value = value }

    /// The text, such as `Shop/2.1`. One that cannot stand in a header field counts as none.
    public init(stringLiteral text: String) { value = .text(text) }

    /// The field's value in a client of this name and version.
    func text(of client: String) -> String? {
        switch value {
        case .none: nil
        case .ofClient:
            (client.isEmpty ? "" : client + " ") + "paceline/\(PacelineVersion.current) (Swift \(Self.swift))"
        case .text(let text): HTTPField.isValidValue(text) ? text : nil
        }
    }

    #if compiler(>=6.4)
    private static let swift = "6.4"
    #elseif compiler(>=6.3)
    private static let swift = "6.3"
    #else
    private static let swift = "6.2"
    #endif
}
