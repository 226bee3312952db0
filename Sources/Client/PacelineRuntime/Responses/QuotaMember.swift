import RawStructuredFieldValues

/// A member of `RateLimit` or `RateLimit-Policy`: a policy's name in the response, and its parameters.
struct QuotaMember {
    var name: String
    var numbers: [String: Double] = [:]
    /// What is counted; nil where it is not said, which means requests.
    var unit: String?
    /// What the server counts separately; nil where it is not said.
    var partition: String?

    /// The members of a list, none when it is malformed: a list counts as a whole or not at all (RFC 9651, section
    /// 4.2).
    static func list(_ text: String) -> [QuotaMember] {
        var parser = StructuredFieldValueParser(text.utf8.map { $0 })
        guard let list = try? parser.parseListFieldValue() else { return [] }
        return list.compactMap { entry in
            guard case .item(let item) = entry else { return nil }
            return QuotaMember(item)
        }
    }

    /// The numbers of a dictionary, as the seventh draft has them: `limit=100, remaining=50, reset=5`.
    static func dictionary(_ text: String) -> [String: Double] {
        var parser = StructuredFieldValueParser(text.utf8.map { $0 })
        guard let entries = try? parser.parseDictionaryFieldValue() else { return [:] }
        var numbers: [String: Double] = [:]
        for (key, entry) in entries {
            guard case .item(let item) = entry else { continue }
            numbers[key] = item.rfc9651BareItem.number
        }
        return numbers
    }

    /// Nil unless the member is a policy's name, a string or (in older drafts) a token or its quota.
    private init?(_ item: Item) {
        switch item.rfc9651BareItem {
        case .string(let name), .token(let name): self.name = name
        case .integer(let quota):
            name = ""
            numbers["q"] = Double(quota)
        default: return nil
        }
        for (key, value) in item.rfc9651Parameters {
            if let number = value.number { numbers[key] = number }
            switch value {
            case .string(let text) where key == "qu", .token(let text) where key == "qu": unit = text
            case .string(let text) where key == "pk", .token(let text) where key == "pk": partition = text
            case .undecodedByteSequence(let text) where key == "pk": partition = text
            default: continue
            }
        }
    }

    /// Whether the parameters of an advertised policy are the declared ones. An unnamed unit is requests.
    func describes(_ policy: RateLimitPolicy) -> Bool {
        guard let window = policy.numbers.window else { return false }
        return numbers["q"] == policy.numbers.quota && numbers["w"] == window.seconds
            && (unit ?? "requests") == policy.unit
    }
}

extension RFC9651BareItem {
    /// The number that it is; nil where it is something else.
    fileprivate var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .decimal(let number): Double(number)
        default: nil
        }
    }
}
