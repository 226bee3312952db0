/// A declared response.
package struct Response: Hashable, Sendable {
    package var status: StatusPattern
    package var description: String
    /// nil when the response has no content.
    package var payload: Payload?
    /// The other media types in which the response may come when it is asked for.
    package var otherMediaTypes: [String]
    /// The declared header fields.
    package var fields: [Field]

    package init(
        status: StatusPattern, description: String = "", payload: Payload? = nil, otherMediaTypes: [String] = [],
        fields: [Field] = []
    ) {
        self.status = status
        self.description = description
        self.payload = payload
        self.otherMediaTypes = otherMediaTypes
        self.fields = fields
    }

    /// A header field of a response.
    package struct Field: Hashable, Sendable {
        /// The name as written; case has no meaning (RFC 9110, section 5.1).
        package var name: String
        package var type: TypeReference
        package var description: String

        package init(name: String, type: TypeReference, description: String = "") {
            self.name = name
            self.type = type
            self.description = description
        }
    }
}

extension Operation {
    /// The type of what its successes carry where that is JSON of one type, an optional where some carry nothing: the
    /// page of a list, if it returns one.
    package var listType: TypeReference? {
        switch result {
        case .value(let payload):
            if case .json(let type) = payload.content { type } else { nil }
        case .optional(let payload):
            if case .json(let type) = payload.content { .nullable(type.nonNull) } else { nil }
        case .nothing, .union: nil
        }
    }

    /// What a call gives back.
    package enum Result: Hashable, Sendable {
        case nothing
        /// What every success carries.
        case value(Payload)
        /// What some successes carry, and others carry nothing.
        case optional(Payload)
        /// Something else by status.
        case union([Response])
    }

    /// What a call gives back, from what the successes carry.
    package var result: Result {
        let payloads = successes.compactMap(\.payload)
        guard let first = payloads.first else { return .nothing }
        guard payloads.allSatisfy({ $0.content == first.content }) else { return .union(successes) }
        return payloads.count == successes.count ? .value(first) : .optional(first)
    }

    /// Every response that means success, that with the smallest status first.
    package var successes: [Response] { [success] + otherSuccesses }

    /// Every declared response.
    package var responses: [Response] { successes + failures }

    /// Every body that may be sent.
    package var bodies: [Payload] { [requestBody].compactMap { $0 } + otherBodies }
}

/// One status code, a class of them (`4XX`) or every code that is not declared (`default`).
package enum StatusPattern: Hashable, Sendable {
    case code(Int)
    /// The hundreds digit: 4 for `4XX`.
    case range(Int)
    case any

    /// Whether responses with such a status are successes (RFC 9110, section 15.3); not said of `default`.
    package var isSuccess: Bool {
        switch self {
        case .code(let code): code / 100 == 2
        case .range(let hundreds): hundreds == 2
        case .any: false
        }
    }

    /// Whether the status is a redirection's (RFC 9110, section 15.4).
    package var isRedirection: Bool {
        switch self {
        case .code(let code): code / 100 == 3
        case .range(let hundreds): hundreds == 3
        case .any: false
        }
    }

    package func matches(_ status: Int) -> Bool {
        switch self {
        case .code(let code): status == code
        case .range(let hundreds): status / 100 == hundreds
        case .any: true
        }
    }
}
