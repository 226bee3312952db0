/// A character as far as names are taken apart by it. Names are ASCII nearly always, and a byte is told at a glance.
protocol IdentifierCharacter: Equatable {
    var isLetter: Bool { get }
    var isNumber: Bool { get }
    var isUppercase: Bool { get }
    var isLowercase: Bool { get }
    var character: Character { get }
    static func text(_ characters: ArraySlice<Self>) -> String
}

extension Character: IdentifierCharacter {
    var character: Character { self }
    static func text(_ characters: ArraySlice<Character>) -> String { String(characters) }
}

/// A byte of ASCII.
extension UInt8: IdentifierCharacter {
    var isLetter: Bool { isUppercase || isLowercase }
    var isNumber: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var isUppercase: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
    var isLowercase: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    var character: Character { Character(Unicode.Scalar(self)) }
    static func text(_ characters: ArraySlice<UInt8>) -> String { String(decoding: characters, as: UTF8.self) }
}
