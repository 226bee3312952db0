import PacelineDocument
import PacelineYAML

/// The titles of a document's schemas that are names: those that one schema alone has, and none of `components` is
/// called. Equal ones say nothing, and a number would be another's after the next edit: their schemas are named by
/// place.
struct SchemaTitles {
    private var counts: [String: Int] = [:]

    init(_ document: Document) {
        for schema in document.components.schemas { counts[schema.name] = 2 }
        for node in document.mappings(withKey: "title") {
            if let title = node["title"]?.string { counts[title, default: 0] += 1 }
        }
    }

    /// The schema's title, where it is a name.
    func name(of schema: Schema) -> String? {
        schema.title.flatMap { counts[$0] == 1 ? $0 : nil }
    }
}
