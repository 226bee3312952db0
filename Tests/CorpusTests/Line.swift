/// What is known about one document: how much it holds, and how much of that is lost.
struct Line: Equatable {
    /// The file's name without the ending.
    var document: String
    /// The calls that are generated, and the pairs of path and method (or their variants) for which there is none.
    var operations = 0
    var skippedOperations = 0
    /// The schemas of `components`, and those that became any JSON value although the document says more.
    var schemas = 0
    var freeSchemas = 0
    /// The properties of the generated types, the declared ones that none of them has, and those that became any JSON
    /// value, all or in part, although the document says more.
    var properties = 0
    var skippedProperties = 0
    var freeProperties = 0
    /// How often each warning is given, by its code.
    var warnings: [String: Int] = [:]

    static let columns = [
        "document", "operations", "skipped", "schemas", "free", "properties", "skipped", "free", "warnings",
    ]
    static let heading = columns.joined(separator: "\t")

    init(document: String) { self.document = document }

    /// Reads a line; nil for what is none.
    init?(_ text: Substring) {
        let fields = text.split(separator: "\t", omittingEmptySubsequences: false)
        let numbers = fields.dropFirst().prefix(7).compactMap { Int($0) }
        guard fields.count == Self.columns.count, numbers.count == 7 else { return nil }
        self.init(document: String(fields[0]))
        (operations, skippedOperations) = (numbers[0], numbers[1])
        (schemas, freeSchemas) = (numbers[2], numbers[3])
        (properties, skippedProperties, freeProperties) = (numbers[4], numbers[5], numbers[6])
        for entry in fields[8].split(separator: " ") {
            let parts = entry.split(separator: ":")
            guard parts.count == 2, let count = Int(parts[1]) else { return nil }
            warnings[String(parts[0])] = count
        }
    }

    var text: String {
        let numbers = [
            operations, skippedOperations, schemas, freeSchemas, properties, skippedProperties, freeProperties,
        ]
        let reasons = warnings.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " ")
        return ([document] + numbers.map(String.init) + [reasons]).joined(separator: "\t")
    }

    /// What is worse here than in the line that is committed, in words.
    func losses(against committed: Line) -> [String] {
        var losses: [String] = []
        func compare(_ what: String, _ count: Int, with before: Int, isLoss: Bool = true) {
            if isLoss ? count > before : count < before { losses.append("\(what): \(count), before \(before)") }
        }
        compare("operations", operations, with: committed.operations, isLoss: false)
        compare("operations that are skipped", skippedOperations, with: committed.skippedOperations)
        compare("schemas", schemas, with: committed.schemas, isLoss: false)
        compare("schemas that are any JSON", freeSchemas, with: committed.freeSchemas)
        compare("properties", properties, with: committed.properties, isLoss: false)
        compare("properties that are skipped", skippedProperties, with: committed.skippedProperties)
        compare("properties that are any JSON", freeProperties, with: committed.freeProperties)
        for (code, count) in warnings.sorted(by: { $0.key < $1.key }) {
            compare("warnings \(code)", count, with: committed.warnings[code] ?? 0)
        }
        return losses
    }
}
