internal import PacelineDiagnostics
internal import PacelinePolicy

/// A refusal's message is looked for in the response as it stands, so a placeholder in it is never found.
enum RefusalMessage: DocumentRule {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink) {
        let refusals = (document.rateLimits?.policies ?? []).map(\.refusal)
        for (message, location) in refusals.flatMap({ zip($0.value.response.messages, $0.messageLocations) }) {
            if hasPlaceholder(message) {
                diagnostics.untidy(
                    .placeholderMessage, "the message seems to hold a placeholder, which no response will",
                    at: location, hint: "keep the part of the text that is always the same")
            }
            if message.unicodeScalars.contains(where: { (0x2018...0x201F).contains($0.value) }) {
                diagnostics.note(
                    .curlyQuotes, "curly and straight quotes are the same in a message", at: location)
            }
        }
    }

    private static func hasPlaceholder(_ text: String) -> Bool {
        for (opening, closing) in [("{", "}"), ("<", ">"), ("[", "]")] as [(Character, Character)] {
            if let start = text.firstIndex(of: opening), text[start...].contains(closing) { return true }
        }
        return ["%d", "%s", "%@"].contains { sign in
            text.indices.contains { text[$0...].hasPrefix(sign) }
        }
    }
}
