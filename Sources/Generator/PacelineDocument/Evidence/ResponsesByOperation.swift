internal import PacelineYAML

/// The responses of a document, each once, with the operations that have it.
struct ResponsesByOperation {
    struct Use {
        let response: Response
        /// Whether it is the one of status 429.
        var isRefusal: Bool
        /// The numbers of the operations, sorted.
        var operations: [Int]
        let headers: [Named<Referenced<Header>>]
    }

    private(set) var uses: [Use] = []
    private let document: Document

    init(_ document: Document) {
        self.document = document
        var places: [Node: Int] = [:]
        for (number, operation) in document.operations.enumerated() {
            for item in operation.responses {
                guard let response = document.resolve(item.value) else { continue }
                if let place = places[response.node] {
                    uses[place].isRefusal = uses[place].isRefusal || item.name == "429"
                    if uses[place].operations.last != number { uses[place].operations.append(number) }
                } else {
                    places[response.node] = uses.count
                    uses.append(
                        Use(
                            response: response, isRefusal: item.name == "429", operations: [number],
                            headers: response.headers))
                }
            }
        }
    }

    /// The header itself, with references followed.
    func header(_ item: Named<Referenced<Header>>) -> Header? { document.resolve(item.value) }

    /// The header fields about quotas, in the order in which they are first declared.
    func quotaFields() -> [QuotaField] {
        var fields: [QuotaField] = []
        var places: [String: Int] = [:]
        var owners: [Set<Int>] = []
        for use in uses {
            for item in use.headers {
                let key = item.name.lowercased()
                if let place = places[key] {
                    owners[place].formUnion(use.operations)
                } else if let name = QuotaFieldName(item.name) {
                    places[key] = fields.count
                    fields.append(QuotaField(item, name, header(item)))
                    owners.append(Set(use.operations))
                }
            }
        }
        for place in fields.indices { fields[place].operations = owners[place].count }
        return fields
    }
}
