internal import PacelineDiagnostics

/// The name of a header field is a token (RFC 9110, section 5.1), and so is that of a cookie (RFC 6265, section 4.1.1);
/// one of any other name never comes and cannot be sent.
enum HeaderNames: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        for operation in document.operations {
            for response in operation.responses.compactMap({ document.resolve($0.value) }) {
                for header in response.headers where !header.name.isToken {
                    diagnostics.lost(
                        .wrongHeaderName, "`\(header.name)` cannot be the name of a header field",
                        at: header.location)
                }
            }
        }
        for named in document.components.securitySchemes {
            guard let scheme = document.resolve(named.value), scheme.type == "apiKey",
                let place = places[scheme.place ?? ""], let name = scheme.parameterName, !name.isToken
            else { continue }
            diagnostics.lost(
                .wrongHeaderName, "`\(name)` cannot be the name of a \(place); no credential is sent in it",
                at: scheme.location(of: "name"))
        }
    }

    private static let places = ["header": "header field", "cookie": "cookie"]
}
