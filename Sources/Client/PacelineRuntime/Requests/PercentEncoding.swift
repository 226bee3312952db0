extension String {
    /// The string with all but RFC 3986's unreserved characters percent-encoded, fit for a path segment and for the
    /// name or the value of a query parameter.
    var percentEncoded: String {
        if utf8.allSatisfy({ $0.isUnreserved }) { return self }
        return encoded { byte, _ in byte.isUnreserved ? byte : nil }
    }

    /// The string by reserved expansion (RFC 6570, section 3.2.3): reserved characters and percent-encoded bytes stay.
    ///
    /// OpenAPI leaves it to the application to encode what is reserved and cannot stand in a query (`[`, `]`, `#`) or
    /// would end the value there (`&`, `+`); that is done here, so that no value can become another parameter.
    var reservedEncoded: String {
        encoded { byte, rest in
            if byte == UInt8(ascii: "%") {
                return rest.dropFirst().prefix(2).count(where: \.isHexDigit) == 2 ? byte : nil
            }
            return byte.isUnreserved || byte.isReserved ? byte : nil
        }
    }

    /// The string as a name or a value of `application/x-www-form-urlencoded` (WHATWG URL, section 5.2): a space is a
    /// plus sign.
    var formEncoded: String {
        encoded { byte, _ in
            if byte == UInt8(ascii: " ") { return UInt8(ascii: "+") }
            let isKept = byte == UInt8(ascii: "*") || (byte.isUnreserved && byte != UInt8(ascii: "~"))
            return isKept ? byte : nil
        }
    }

    /// The literal part of a path template with what cannot stand in a path percent-encoded.
    var pathLiteralEncoded: String {
        encoded { byte, _ in
            let isKept = byte.isUnreserved || byte.isReserved || "/%&+[]".utf8.contains(byte)
            return isKept ? byte : nil
        }
    }

    /// The string with its percent-encoded bytes decoded; what is no such byte stays.
    var percentDecoded: String {
        guard utf8.contains(UInt8(ascii: "%")) else { return self }
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, digits.allSatisfy(\.isHexDigit),
                let value = UInt8(String(Substring(digits)), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The string with each byte replaced by what `keep` returns for it and for what follows from it on, nil to encode
    /// it.
    private func encoded(_ keep: (UInt8, Substring.UTF8View) -> UInt8?) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count * 2)
        for index in utf8.indices {
            let byte = utf8[index]
            if let kept = keep(byte, self[index...].utf8) {
                bytes.append(kept)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(Self.hexDigits[Int(byte >> 4)])
                bytes.append(Self.hexDigits[Int(byte & 15)])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)
}

extension UInt8 {
    /// RFC 3986, section 2.3.
    fileprivate var isUnreserved: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// RFC 3986, section 2.2, without what cannot stand in the value of a query parameter.
    fileprivate var isReserved: Bool { ":/?@!$'()*,;=".utf8.contains(self) }

    fileprivate var isHexDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}
