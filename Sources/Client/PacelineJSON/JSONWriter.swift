/// Takes the members of a model, one call a member, and lays them out as JSON in UTF-8.
///
/// The braces of an object come by themselves: the opening one with the first member, the closing one when the value's
/// `write(to:)` has returned. Nil members are left out. Numbers that JSON cannot express become the problem that
/// ``encode(_:)`` throws. A writer belongs to one call of `encode`.
public final class JSONWriter {
    enum Position {
        /// A value is due and nothing of it is written.
        case value
        /// In an object, after a member.
        case object
        /// The value is complete.
        case done
    }

    let output = JSONBuffer()
    private(set) var position = Position.value
    /// What could not be written, and where: a `null` stands in its place.
    private var problem: (message: String, offset: Int)?
    /// The tags of the unions that are being written, and how many of them belong to objects further out.
    var tags: [JSONTag] = []
    private var outerTags = 0
    /// The member that is being written, where it is one of the tags.
    private var openTag: Int?

    /// Whether what is written is for comparing: numbers and dates are their bits, and nothing is unwritable.
    let isComparing: Bool

    init(isComparing: Bool = false) { self.isComparing = isComparing }

    /// Writes a value as JSON in UTF-8, without spaces.
    /// - Throws: the first value that JSON cannot express: a number that is not finite, a date outside the years 0 to
    ///   9999.
    public static func encode(_ value: some JSONValue) throws(JSONError) -> [UInt8] {
        let writer = JSONWriter()
        writer.element(value)
        let text = writer.output.array
        if let problem = writer.problem {
            let path = JSONReader.path(toByte: problem.offset, of: text)
            throw JSONError(message: problem.message, path: path, offset: problem.offset)
        }
        return text
    }
}

extension JSONWriter {
    /// Starts a member of the current object: its name, and the place of its value.
    func startMember(_ name: StaticString) {
        if tags.count > outerTags {
            startTag(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        }
        separateMember()
        output.quote(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        output.put(UInt8(ascii: ":"))
        position = .value
    }

    private func startMember(_ name: String) {
        if tags.count > outerTags {
            var name = name
            name.withUTF8(startTag)
        }
        separateMember()
        output.quote(name)
        output.put(UInt8(ascii: ":"))
        position = .value
    }

    private func separateMember() {
        precondition(position != .done, "a value writes members after it has written a scalar or an array")
        output.put(position == .object ? UInt8(ascii: ",") : UInt8(ascii: "{"))
    }

    /// Goes on in the object after a member's value.
    func endMember() {
        position = .object
        if let index = openTag, index >= outerTags { endTag(index) }
    }

    /// Writes a value at its place, with braces if it writes members.
    func element(_ value: some JSONValue) {
        position = .value
        let outer = outerTags
        outerTags = tags.count
        value.write(to: self)
        outerTags = outer
        switch position {
        case .value: output.put("{}")
        case .object: output.put(UInt8(ascii: "}"))
        case .done: break
        }
        position = .done
    }

    /// Writes members in the order of their names, so that equal values have equal texts.
    func members(_ members: [String: some JSONValue]) {
        // An array of strings is sorted by code made for it, the keys of a generic dictionary are not.
        var names = [String](members.keys)
        names.sort()
        for name in names {
            guard let value = members[name] else { continue }
            startMember(name)
            element(value)
            endMember()
        }
    }

    func array(_ elements: [some JSONValue]) {
        startScalar()
        var separator = UInt8(ascii: "[")
        for value in elements {
            output.put(separator)
            element(value)
            separator = UInt8(ascii: ",")
        }
        if elements.isEmpty { output.put(separator) }
        output.put(UInt8(ascii: "]"))
        position = .done
    }

    func startScalar() {
        precondition(position == .value, "a value writes two scalars or arrays")
        position = .done
    }
}

extension JSONWriter {
    func scalar(_ value: String) {
        startScalar()
        output.quote(value)
    }

    func scalar(_ value: Bool) {
        startScalar()
        output.put(value ? "true" : "false")
    }

    func scalarNull() {
        startScalar()
        output.put("null")
    }

    func scalar(_ value: some FixedWidthInteger & SignedInteger) {
        // A tag is told by its text.
        if isComparing, openTag == nil {
            if let double = Double(exactly: value) { return identity(double.identity, .double) }
            return identity(UInt64(bitPattern: Int64(value)), .integer)
        }
        startScalar()
        output.digits(Int64(value))
    }

    /// The shortest text that reads back as the same number; whole numbers without a point.
    func scalar<Number: BinaryFloatingPoint & LosslessStringConvertible>(_ value: Number) {
        if isComparing, openTag == nil { return identity(Double(value).identity, .double) }
        guard value.isFinite else { return unwritable("a number that is not finite has no JSON form") }
        startScalar()
        if let integer = Int64(exactly: value), value.magnitude < 0x1p53, integer != 0 || value.sign == .plus {
            return output.digits(integer)
        }
        var text = value.description
        if text.hasSuffix(".0") { text.removeLast(2) }
        output.put(text)
    }

    /// A number in JSON's own notation.
    func scalar(number: String) {
        if isComparing, openTag == nil {
            startScalar()
            output.put(IdentityMark.decimal.rawValue)
            output.quote(number)
            return
        }
        let isNumber = number.utf8.first.map { $0 == UInt8(ascii: "-") || $0 &- UInt8(ascii: "0") < 10 } ?? false
        var text = number
        guard isNumber, text.withUTF8({ (try? JSONTokenizer.tokenize($0)) != nil }) else {
            return unwritable("a number must be written as in JSON")
        }
        startScalar()
        output.put(text)
    }

    /// Keeps a problem with the value that is due and puts `null` in its place.
    func unwritable(_ message: String) {
        if problem == nil { problem = (message, output.count) }
        scalarNull()
    }
}

extension JSONWriter {
    /// Notes that the member that begins here is a tag of the current object, if it is.
    private func startTag(_ name: UnsafeBufferPointer<UInt8>) {
        guard let index = tags.indices.last(where: { $0 >= outerTags && tags[$0].isNamed(name) }) else { return }
        openTag = index
        tags[index].memberStart = output.count
        tags[index].isFirstMember = position == .value
    }

    /// Keeps a member that has one of its tag's values, and takes back another one.
    private func endTag(_ index: Int) {
        openTag = nil
        if tags[index].isLast(in: output) {
            tags[index].isWritten = true
        } else {
            output.truncate(to: tags[index].memberStart)
            if tags[index].isFirstMember { position = .value }
        }
    }

    /// Writes the members of `value`, and the tag where it is not among them: before all others, as some readers want
    /// it.
    func write(_ value: some JSONValue, _ tag: JSONTag) {
        tags.append(tag)
        value.write(to: self)
        let tag = tags.removeLast()
        guard position != .done, !tag.isWritten else { return }
        let end = output.count
        let isEmpty = position == .value
        if isEmpty { separateMember() }
        tag.putMember(to: output)
        position = .object
        guard !isEmpty else { return }
        // The text of the object begins with a brace, or with a comma where it goes on.
        output.put(UInt8(ascii: ","))
        if let offset = problem?.offset, offset > tag.start { problem?.offset += output.count - end }
        output.moveTail(from: end, to: tag.start + 1)
    }
}
