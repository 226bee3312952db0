/// A value that lies apart from whatever holds it, which then is small to copy; written to, it is copied if it is
/// shared.
struct Indirect<Value: Sendable>: Sendable {
    // Sendable by the rule of copies on writing: a box that two hold is never written to.
    private final class Box: @unchecked Sendable {
        var value: Value
        init(_ value: Value) { self.value = value }
    }

    private var box: Box

    init(_ value: Value) { box = Box(value) }

    var value: Value {
        get { box.value }
        _modify {
            if !isKnownUniquelyReferenced(&box) { box = Box(box.value) }
            yield &box.value
        }
    }
}
