internal import PacelineDiagnostics
internal import PacelinePolicy
internal import PacelineYAML

/// The forms of the texts in `x-rate-limits`.
extension TextForm {
    // Parts of patterns, for editors.
    private static let token = "[!#-'*+.0-9A-Z^-z|~-]+"
    private static let word = #"[^\u0000-,./:-@\[-\^`{-\u007f]+"#
    private static let ofRequest = #"\$request\.((path|query)\..+|header\.\#(token)|body#/.+)"#
    private static let ofResponse = #"\$response\.(header\.\#(token)|body#/.+)"#
    private static let header = "[!#%-'*+.0-9A-Z^-z|~-][!#-'*+.0-9A-Z^-z|~-]*"

    static let policyName = TextForm(
        "the name of a policy", plural: "policies", pattern: "^[A-Za-z][A-Za-z0-9._-]{0,63}$"
    ) { text in
        let name = text.utf8
        let isLetter = { (byte: UInt8) in (0x61...0x7A).contains(byte | 0x20) }
        let isValid =
            name.count <= 64 && name.first.map(isLetter) ?? false
            && name.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || "._-".utf8.contains($0) }
        return isValid
            ? nil
            : Problem(
                .wrongName, "`\(text)` cannot be the name of a policy",
                hint: "a letter, then up to 63 letters, digits, `.`, `_` or `-`")
    }

    /// A word of the document's own for `per`.
    static let keyName = TextForm(
        "the name of a key", plural: "keys",
        pattern: "^(?!(\(RateLimitPartition.words.joined(separator: "|")))$)\(word)$"
    ) { text in
        if RateLimitPartition.words.contains(text) {
            return Problem(.wrongName, "`\(text)` has a meaning of its own in `per`")
        }
        return text.isWord
            ? nil
            : Problem(.wrongName, "`\(text)` cannot be the name of a key", hint: "letters, digits, `_` or `-`")
    }

    /// A part of a request: `$request.path.name`.
    static let requestExpression = TextForm(
        "an expression such as `$request.path.name`", plural: "expressions",
        pattern: "^\(ofRequest)$"
    ) { text in
        switch RuntimeExpression(text) {
        case .request: nil
        case .wholeRequestBody:
            Problem(
                .wrongExpression, "`$request.body` needs a pointer to a value", hint: "such as `$request.body#/model`")
        case .response, .wholeBody, .statusCode:
            Problem(
                .requestValueInResponse, "`\(text)` is a value of the response, which a request is counted without",
                hint: "requests are distinguished by `$request.…`")
        case nil:
            Problem(
                .wrongExpression, "`\(text)` is not a valid expression for a value of a request",
                hint: "`$request.path.name`, `$request.query.name`, `$request.header.name` or `$request.body#/pointer`")
        }
    }

    /// Where it is taken from what a request will cost: a part of it, or a function of the client by its name.
    static let estimate = TextForm(
        "an expression such as `$request.body#/max_tokens`, or the name of a function of the client",
        plural: "estimates", pattern: "^(\(ofRequest)|[A-Za-z][A-Za-z0-9._-]{0,63})$"
    ) { text in
        if text.hasPrefix("$") { return requestExpression.problem(text) }
        return policyName.problem(text) == nil
            ? nil
            : Problem(
                .wrongName, "`\(text)` cannot be the name of an estimate",
                hint: "a letter, then up to 63 letters, digits, `.`, `_` or `-`")
    }

    /// A word of `per`. Which words there are, the document and the configuration say.
    static let partition = TextForm(
        "a word", plural: "words",
        pattern: "^(\(word)|\(ofRequest))$"
    ) { _ in nil }

    /// A value of a response: `$response.header.Name`.
    static let responseExpression = TextForm(
        "an expression such as `$response.header.Name`", plural: "expressions",
        pattern: "^\(ofResponse)$"
    ) { text in
        switch RuntimeExpression(text) {
        case .response: nil
        case .statusCode:
            Problem(.wrongExpression, "`$statusCode` is written as `status`", hint: "such as `status: 429`")
        case .wholeBody:
            Problem(
                .wrongExpression, "`$response.body` needs a pointer to a value",
                hint: "such as `$response.body#/error/code`; for a string anywhere in the body there is `message`")
        case .request, .wholeRequestBody:
            Problem(.requestValueInResponse, "`\(text)` is a value of the request, not of the response")
        case nil:
            Problem(
                .wrongExpression, "`\(text)` is not a valid expression for a value of a response",
                hint: "`$response.header.Name` or `$response.body#/pointer`")
        }
    }

    /// Where a response tells something of a quota: a header field by its name, or an expression.
    static let quotaValue = TextForm(
        "the name of a header field, or an expression such as `$response.body#/left`", plural: "values",
        pattern: "^(\(header)|\(ofResponse))$"
    ) { text in
        if text.hasPrefix("$") { return responseExpression.problem(text) }
        return fieldName.problem(text)
    }

    /// The name of a header field that holds several values.
    static let fieldName = TextForm(
        "the name of a header field", plural: "header fields", pattern: "^\(header)$"
    ) { text in
        if text.hasPrefix("$") {
            return Problem(.wrongExpression, "`\(text)` should be the name of a header field")
        }
        return text.isToken ? nil : Problem(.wrongName, "`\(text)` cannot be the name of a header field")
    }

    private static let templateName = "(\(ValueTemplate.names.joined(separator: "|")))?"

    /// How several values stand in a header field.
    static let template = TextForm(
        "a template such as `{used}/{limit}`", plural: "templates",
        pattern: "^(?=.*\\{\\w)(?!.*(\\{\\w+\\}).*\\1)[^{}]*(\\{\(templateName)\\}[^{}]+)*(\\{\(templateName)\\})?$"
    ) { text in
        ValueTemplate(text) == nil
            ? Problem(
                .wrongTemplate, "`\(text)` is not a valid template",
                hint: "values stand in braces, each once and with text between them: `{used}/{limit}`; "
                    + "they are \(ValueTemplate.names.joined(separator: ", ")), and `{}` skips text")
            : nil
    }

    /// The name of the header field that holds an idempotency key.
    static let idempotencyField = TextForm(
        "the name of a header field", plural: "header fields", pattern: "^\(token)$"
    ) { text in
        text.isToken ? nil : Problem(.wrongHeaderName, "`\(text)` cannot be the name of a header field")
    }

    /// A code (429) or a class of codes (4XX).
    static let status = TextForm(
        "a status", plural: "statuses",
        schema: [
            "anyOf": [
                ["type": "integer", "minimum": 100, "maximum": 599],
                ["type": "string", "pattern": "^[1-5]([0-9]{2}|[xX]{2})$"],
            ]
        ]
    ) { text in
        ResponsePattern.StatusRange(text) == nil
            ? Problem(
                .wrongStatus, "`\(text)` is not a valid status",
                hint: "a code (429), a class of codes (4XX) or a list of these")
            : nil
    }

    /// A text that a refusal's body holds.
    static let message = TextForm("a string", plural: "strings", pattern: #"\S"#) { text in
        text.contains { !$0.isWhitespace }
            ? nil : Problem(.wrongMessage, "a message without text is in every response")
    }

    /// A value that a response is compared with.
    static let value = TextForm(
        "a value", plural: "values", schema: ["type": ["string", "number", "boolean"]], allowsEmpty: true
    ) { _ in nil }

    /// A text that a value holds.
    static let part = TextForm(
        "a string", plural: "strings", schema: ["type": ["string", "number", "boolean"], "minLength": 1]
    ) { _ in nil }

    /// Where the time to wait comes from, but for a length of time.
    static let retrySource = TextForm(
        "`Retry-After`, `reset`, `window` or an expression", plural: "sources of the time to wait",
        schema: [
            "anyOf": [
                ["type": "string", "enum": ["Retry-After", "reset", "window"]],
                ["type": "string", "pattern": .string("^\(anyCase("retry-after"))$")],
                ["type": "string", "pattern": .string(responseExpression.pattern ?? "")],
            ]
        ]
    ) { text in
        let words = ["Retry-After", "reset", "window"]
        if text.hasPrefix("$") { return responseExpression.problem(text) }
        if text == "window" || text == "reset" || text.lowercased() == "retry-after" { return nil }
        return Problem(
            .unknownWord, "`\(text)` is not a valid source of a time to wait",
            hint: Suggestion.hint(for: text, among: words)
                ?? "`Retry-After`, `reset`, `window` or a length of time such as `30s`")
    }

    /// A day as people write it first: 2026-01-31.
    static let day = TextForm("a day", plural: "days", pattern: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$") {
        text in
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let isDay =
            parts.map(\.count) == [4, 2, 2] && parts.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isNumber } }
            && (1...12).contains(Int(parts[1]) ?? 0) && (1...31).contains(Int(parts[2]) ?? 0)
        return isDay ? nil : Problem(.wrongDate, "`\(text)` is not a valid date", hint: "write it like 2026-01-31")
    }

    /// The name of a zone in the IANA database, or a word of the document for one.
    static let timezone = TextForm(
        "the name of a zone", plural: "zones", pattern: "^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*)*$"
    ) { text in
        let isName = text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            part.first?.isLetter == true
                && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_+-".contains($0)) }
        }
        return isName
            ? nil
            : Problem(.wrongTimezone, "`\(text)` is not a valid time zone", hint: "such as `Europe/Paris` or `UTC`")
    }

    /// Where to ask for a bigger number.
    static let url = TextForm("the URL where to ask", plural: "URLs", pattern: "://|^mailto:") { text in
        text.contains("://") || text.hasPrefix("mailto:")
            ? nil : Problem(.wrongType, "`\(text)` is neither true nor false nor the URL where to ask")
    }
}

extension ResponsePattern.StatusRange {
    /// A code or a class of codes as it is written; nil for any other text.
    init?(_ text: String) {
        if let code = Int(text), (100...599).contains(code) {
            self = .code(code)
            return
        }
        guard text.utf8.count == 3, text.lowercased().hasSuffix("xx"), let hundreds = text.first?.wholeNumberValue,
            (1...5).contains(hundreds)
        else { return nil }
        self = .hundreds(hundreds)
    }
}

extension String {
    /// Whether this can be a word of `per`.
    var isWord: Bool { !isEmpty && allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" } }
}
