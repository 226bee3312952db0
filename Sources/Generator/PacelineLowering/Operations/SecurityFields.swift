import PacelineDocument
import PacelineModel

/// The fields of requests in which credentials of the document's security schemes stand.
struct SecurityFields {
    private let document: Document

    init(_ document: Document) { self.document = document }

    /// A field of a request, and the schemes of one requirement whose credentials would stand in it.
    struct Field {
        var placements: [PacelineModel.SecurityScheme.Placement]
        var names: [String]
    }

    func fields(of schemes: [(name: String, scheme: PacelineDocument.SecurityScheme)]) -> [Field] {
        var fields: [Field] = []
        for (name, scheme) in schemes {
            guard let placement = placement(of: scheme) else { continue }
            if let field = fields.firstIndex(where: { $0.placements[0].fills(placement) }) {
                fields[field].placements.append(placement)
                fields[field].names.append(name)
            } else {
                fields.append(Field(placements: [placement], names: [name]))
            }
        }
        return fields
    }

    /// The schemes whose credential is one of each of them where an operation asks for both: those that fill the same
    /// field, of the requirements of some operations that ask for one of `names`; `names` themselves first.
    func schemes(inFieldsOf names: [String], _ operations: [PacelineDocument.Operation]) -> [String] {
        var all = names
        for requirement in operations.flatMap(document.security(of:)) {
            let asked = requirement.schemes.map(\.name)
            guard asked.count > 1, asked.contains(where: names.contains) else { continue }
            let schemes = asked.compactMap { name in document.securityScheme(named: name).map { (name, $0) } }
            for field in fields(of: schemes) where field.names.contains(where: names.contains) {
                all += field.names.filter { !all.contains($0) }
            }
        }
        return all
    }

    /// Where a scheme's credential stands, nil when the document does not say.
    func placement(of scheme: PacelineDocument.SecurityScheme) -> PacelineModel.SecurityScheme.Placement? {
        switch scheme.type {
        case "apiKey":
            guard let name = scheme.parameterName else { return nil }
            switch scheme.place {
            case "header": return name.isToken ? .header(name) : nil
            case "query": return .query(name)
            case "cookie": return name.isToken ? .cookie(name) : nil
            default: return nil
            }
        case "http":
            // The registered names begin with a capital letter; case has no meaning (RFC 9110, section 11.1).
            return scheme.scheme.flatMap { name in
                name.isEmpty ? nil : .authorization(scheme: name.prefix(1).uppercased() + name.dropFirst())
            }
        case "oauth2", "openIdConnect": return .authorization(scheme: "Bearer")
        default: return nil
        }
    }
}

extension PacelineModel.SecurityScheme.Placement {
    /// Whether a credential of `other` would stand in the same field of a request. Names of header fields have no case
    /// (RFC 9110, section 5.1).
    fileprivate func fills(_ other: Self) -> Bool {
        switch (self, other) {
        case (.query(let name), .query(let otherName)), (.cookie(let name), .cookie(let otherName)): name == otherName
        default: headerName != nil && headerName == other.headerName
        }
    }

    private var headerName: String? {
        switch self {
        case .header(let name): name.lowercased()
        case .authorization: "authorization"
        case .query, .cookie: nil
        }
    }
}
