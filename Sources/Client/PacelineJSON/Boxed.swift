/// Holds a value behind a reference: in a type that contains itself, and where a structure would otherwise grow so wide
/// that copying it costs more, at compile time too, than the reference.
///
/// It still behaves as a value: copies share the storage until one of them is changed.
@propertyWrapper
public struct Boxed<Value> {
    private final class Storage {
        var value: Value

        init(_ value: Value) {
            self.value = value
        }
    }

    private var storage: Storage

    /// Boxes a value.
    public init(wrappedValue: Value) {
        storage = Storage(wrappedValue)
    }

    /// The value in the box.
    public var wrappedValue: Value {
        get { storage.value }
        set {
            if isKnownUniquelyReferenced(&storage) {
                storage.value = newValue
            } else {
                storage = Storage(newValue)
            }
        }
    }
}

// The storage is changed only while one box alone refers to it.
extension Boxed: @unchecked Sendable where Value: Sendable {}

extension Boxed: Equatable where Value: Equatable {
    /// Whether the values are equal.
    public static func == (one: Boxed, other: Boxed) -> Bool {
        one.wrappedValue == other.wrappedValue
    }
}

extension Boxed: Hashable where Value: Hashable {
    /// Hashes the value.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(wrappedValue)
    }
}
