import PacelinePolicy

// What follows for requests from what the API declares.

extension Operation {
    /// The value of the Accept field: the media types of the successes, then JSON for the failures. nil where that is
    /// JSON alone, as with most.
    package var accept: String? {
        var types: [String] = []
        for payload in successes.compactMap(\.payload) where !types.contains(payload.mediaType) {
            types.append(payload.mediaType)
        }
        guard !types.isEmpty, types != ["application/json"] else { return nil }
        let failsInJSON = failures.contains { if case .json? = $0.payload?.content { true } else { false } }
        if failsInJSON, !types.contains("application/json"), !types.contains("*/*") {
            types.append("application/json;q=0.9")
        }
        return types.joined(separator: ", ")
    }

    /// Whether the success is a redirection (RFC 9110, section 15.4).
    package var isRedirection: Bool { success.status.isRedirection }
}

extension Payload {
    /// Whether the caller may say under which media type the body goes.
    package var asksForMediaType: Bool {
        switch content {
        case .multipart, .anyParts, .stream: false
        case .json, .form, .text, .bytes: !otherMediaTypes.isEmpty || mediaType.contains("*")
        }
    }

    /// The media type under which the body goes unless the caller says otherwise; nil where the caller must say it.
    package var defaultMediaType: String? {
        guard mediaType.contains("*") else { return mediaType }
        if content == .text { return "text/plain" }
        switch mediaType {
        case "*/*", "*", "application/*": return "application/octet-stream"
        default: return nil
        }
    }
}

extension API {
    /// The index of the server that is called when the caller names none: the first, if its URL needs nothing from the
    /// caller. nil where the caller has to name one.
    package var defaultServer: Int? {
        guard let first = servers.first, !first.isRelative,
            first.variables.allSatisfy({ $0.defaultValue != nil })
        else { return nil }
        return 0
    }

    /// Whether every operation can be called without credentials.
    package var isCallableWithoutCredentials: Bool {
        operations.allSatisfy { $0.security.isEmpty || $0.security.contains([]) }
    }

    /// The principals that some limit is counted by and that no client parameter stands for, in order of first use.
    ///
    /// `token` and `ip` are no arguments: a credential's text is no key to be kept, and the process has one address.
    /// Their part of the key is empty, which merges buckets and so errs on the safe side.
    package var freePrincipals: [String] {
        var words: [String] = []
        for policy in policies {
            for case .client(let word) in policy.value.per where policy.clientParameter(for: .client(word)) == nil {
                if word != "token", word != "ip", !words.contains(word) { words.append(word) }
            }
        }
        return words
    }
}
