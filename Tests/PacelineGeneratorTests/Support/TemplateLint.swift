import PacelineSwiftViews

/// Walks from the three files' templates through sections and partials, and holds each tag against the view that it meets.
struct TemplateLint {
    /// What a tag is looked up in.
    private enum Context {
        case view(any View.Type)
        /// An element of a list of strings.
        case string
    }

    let templates: [String: String]
    private(set) var problems: [String] = []
    /// The fields that some template prints, by view.
    private(set) var used: [String: Set<String>] = [:]
    /// The fields that views have, by view.
    private(set) var known: [String: Set<String>] = [:]
    private(set) var reached: Set<String> = []

    init(_ templates: [(name: String, text: String)]) {
        self.templates = Dictionary(uniqueKeysWithValues: templates)
    }

    mutating func walk(_ template: String, _ view: any View.Type) {
        guard let text = templates[template] else {
            problems.append("there is no template \(template)")
            return
        }
        reached.insert(template)
        known[String(describing: view)] = Self.fieldNames(of: view)
        var tags = TemplateTag.all(in: text)
        let head = Array(tags.prefix(2))
        let name = String(reflecting: view).split(separator: ".").dropFirst().joined(separator: ".")
        if head != [.pragma("CONTENT_TYPE:TEXT"), .comment("view: \(name)")] {
            problems.append(
                "\(template) should begin with the TEXT pragma and `view: \(name)`, and begins with \(head)")
        }
        tags.removeFirst(min(2, tags.count))
        var contexts: [Context] = [.view(view)]
        for tag in tags { step(tag, &contexts, template) }
        if contexts.count != 1 { problems.append("\(template) leaves a section open") }
    }

    private mutating func step(_ tag: TemplateTag, _ contexts: inout [Context], _ template: String) {
        guard let context = contexts.last else { return }
        switch tag {
        case .value(""):
            if case .view = context { problems.append("\(template) prints a whole view") }
        case .value(let name):
            if let type = type(of: name, in: context, template), type != String.self {
                problems.append("\(template) prints \(name), which is no string")
            }
        case .open(let name):
            contexts.append(inner(of: type(of: name, in: context, template), context, name, template))
        case .openPosition: contexts.append(context)
        case .close: contexts.removeLast()
        case .partial(let name):
            if case .view(let view) = context {
                walk(name, view)
            } else {
                problems.append("\(template): \(name) for a string")
            }
        case .comment: break
        case .pragma(let text), .other(let text): problems.append("\(template): {{\(text)}} is not used here")
        }
    }

    private mutating func type(of name: String, in context: Context, _ template: String) -> Any.Type? {
        guard case .view(let view) = context, let type = Self.fieldType(name, of: view) else {
            problems.append("\(template): .\(name) is no field of \(context)")
            return nil
        }
        used[String(describing: view), default: []].insert(name)
        return type
    }

    private mutating func inner(of type: Any.Type?, _ outer: Context, _ name: String, _ template: String) -> Context {
        if let list = type as? any ViewList.Type {
            known[String(describing: list.elementView)] = Self.fieldNames(of: list.elementView)
            return .view(list.elementView)
        }
        if type == [String].self { return .string }
        if let type, type != Bool.self { problems.append("\(template): .\(name) is no list and no Boolean") }
        return outer
    }

    private static func fieldNames<V: View>(of view: V.Type) -> Set<String> { Set(view.fields.keys) }

    private static func fieldType<V: View>(_ name: String, of view: V.Type) -> Any.Type? {
        view.fields[name].map { Swift.type(of: $0).valueType }
    }
}

/// An array of views.
private protocol ViewList {
    static var elementView: any View.Type { get }
}

extension Array: ViewList where Element: View {
    static var elementView: any View.Type { Element.self }
}
