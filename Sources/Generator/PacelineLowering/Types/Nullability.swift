import PacelineDocument

/// What is known of schemas: whether null is a value of them.
final class Nullability {
    fileprivate var known: [Schema: Bool] = [:]
}

extension TypeLowering {
    /// Whether null is a value of the schema, by itself or by one of its alternatives.
    ///
    /// It is asked of each schema on a way of alternatives, so that what one response tells of the others is kept.
    func takesNull(_ schema: Schema) -> Bool {
        /// The schemas that were met, by those that led to them.
        var holders: [Schema: Schema?] = [schema: nil]
        var pending = [schema]
        while let next = pending.popLast() {
            if nullability.known[next] == false { continue }
            let all = merged(of: [next])
            if nullability.known[next] == true || all.isNullable {
                var taking: Schema? = next
                while let schema = taking {
                    nullability.known[schema] = true
                    taking = holders[schema] ?? nil
                }
                return true
            }
            for alternative in all.parts.flatMap({ $0.oneOf + $0.anyOf }) where holders[alternative] == nil {
                holders[alternative] = next
                pending.append(alternative)
            }
        }
        for schema in holders.keys { nullability.known[schema] = false }
        return false
    }
}
