// What makes a request one for a certain page.

extension RequestBuilder {
    /// Fails where the options of the call give the part: they go before the request's own, so that each page would be
    /// the same one.
    mutating func keepFree(_ part: PagePart) {
        let (name, isGiven) =
            switch part {
            case .query(let name): (name, options.query.contains { $0.key == name })
            case .header(let name): (name, options.headers.value(of: name) != nil)
            case .body: ("", false)
            }
        guard isGiven else { return }
        fail(CallError(.invalidRequest, "the options of the call give `\(name)`, by which the list asks for its pages"))
    }

    /// Puts a value into a part of the request.
    ///
    /// - Parameters:
    ///   - text: The value in a parameter.
    ///   - json: The value in a body.
    mutating func set(_ part: PagePart, _ text: String, _ json: JSON) {
        switch part {
        case .query(let name): query(name, text)
        case .header(let name): header(name, text)
        case .body(let names): setInBody(names, json)
        }
    }

    /// Puts a value into the body, which is JSON. Members on the way that are missing are made.
    private mutating func setInBody(_ names: [String], _ value: JSON) {
        var body = JSON.object([:])
        if let bytes = readableBody?.bytes {
            do throws(JSONError) { body = try JSONReader.decode(JSON.self, from: bytes) } catch {
                return fail(CallError(.encoding, "the body is not JSON: \(error)", underlying: error))
            }
        }
        guard let changed = body.setting(value, at: names[...]) else {
            return fail(CallError(.encoding, "the body has no place for the page"))
        }
        json(changed, contentType: fieldValue("Content-Type") ?? "application/json")
    }
}

extension JSON {
    /// The number that a text is, of up to 64 bits with or without a sign; the text where it is none.
    init(integer text: String) {
        let number = Int64(text).map { JSON.integer($0) } ?? UInt64(text).map { JSON.decimal(String($0)) }
        self = number ?? .string(text)
    }

    /// The value with another one at a place; nil where that does not lie in objects.
    fileprivate func setting(_ value: JSON, at names: ArraySlice<String>) -> JSON? {
        guard let name = names.first else { return value }
        guard case .object(var members) = self == .null ? .object([:]) : self else { return nil }
        guard let inner = (members[name] ?? .null).setting(value, at: names.dropFirst()) else { return nil }
        members[name] = inner
        return .object(members)
    }
}
