/// Why a text is not the URL of a server. The URL stays out of the words: it may hold a password.
package enum URLProblem: Error, Hashable, Sendable {
    case notAbsolute, otherScheme, user, host, port, query, fragment, dotSegment, braces, control
    /// A variable that has no value.
    case missing(variable: String)
    /// A value that cannot stand where its variable does.
    case value(variable: String, URLTemplate.Place)
}

extension URLProblem: CustomStringConvertible {
    /// What is wrong, as the end of a sentence that begins with "the server's URL".
    package var description: String {
        switch self {
        case .notAbsolute: "does not begin with `http://` or `https://`"
        case .otherScheme: "is neither `http` nor `https`"
        case .user: "holds a user, which no request can carry (RFC 9110, section 4.2.4)"
        case .host: "has a host that is not made of letters, digits, `-` and `.`"
        case .port: "has a port that is not a number from 1 to 65535"
        case .query: "has a query, behind which no path can stand"
        case .fragment: "has a fragment, behind which no path can stand"
        case .dotSegment: "has a path with `.` or `..` in it, which leads elsewhere"
        case .braces: "has braces around no variable"
        case .control: "has a control character in its path"
        case .missing(let variable): "needs a value for the variable `\(variable)`"
        case .value(let variable, let place): "cannot hold this value of the variable `\(variable)`: \(place)"
        }
    }
}

extension URLTemplate.Place: CustomStringConvertible {
    /// What may stand there.
    package var description: String {
        switch self {
        case .scheme: "it is `http` or `https`"
        case .host: "in a host stand letters, digits, `-` and `.`"
        case .authority: "it is a host of letters, digits, `-` and `.`, or an IP address, perhaps with a port"
        case .port: "it is a number from 1 to 65535"
        case .path: "`.` and `..` in a path lead elsewhere"
        case .base: "it is a URL that begins with `http://` or `https://`"
        }
    }
}
