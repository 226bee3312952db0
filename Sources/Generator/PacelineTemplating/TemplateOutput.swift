/// The text that is being printed, and where in lists.
struct TemplateOutput {
    private(set) var bytes: [UInt8] = []
    /// Where lines may be broken.
    private(set) var breaks: [Int] = []
    /// Whether the present element is the first, and the last, of the innermost list.
    var position = (isFirst: false, isLast: false)
    private(set) var outer: OuterViews = []

    mutating func append(_ text: [UInt8]) { bytes.append(contentsOf: text) }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    /// Says that the line may be broken here.
    mutating func allowBreak() {
        if breaks.last != bytes.count { breaks.append(bytes.count) }
    }

    /// Prints what stands inside a section of a view.
    mutating func inside<View>(_ view: View, _ print: (inout TemplateOutput) -> Void) {
        withUnsafePointer(to: view) { pointer in
            outer.append(UnsafeRawPointer(pointer))
            print(&self)
            outer.removeLast()
        }
    }
}
