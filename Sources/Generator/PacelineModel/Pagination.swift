/// How the pages of a list follow one another.
package struct Pagination: Hashable, Sendable {
    /// What leads from one page to the next.
    package enum Style: Hashable, Sendable {
        /// A value of the response that the next request sends there, in a body as a number where that takes one.
        case cursor(RequestPart, isInteger: Bool = false)
        /// The number of items before the page, counted from `first`.
        case offset(RequestPart, first: Int)
        /// The page's number, counted from `first`.
        case page(RequestPart, first: Int)
        /// The `Link` field of the response (RFC 8288).
        case link
        /// A URL in the response's body.
        case bodyURL
    }

    /// A part of a request.
    package enum RequestPart: Hashable, Sendable {
        case query(String)
        case header(String)
        /// The names of members inside one another in a body of JSON.
        case body([String])
    }

    /// How many items a page has.
    package struct Size: Hashable, Sendable {
        package var part: RequestPart
        /// How many it has where the request does not say; nil where the document does not either.
        package var whenAbsent: Int?
        /// The most that a request can ask for; nil where the document names no bound.
        package var most: Int?

        package init(part: RequestPart, whenAbsent: Int? = nil, most: Int? = nil) {
            self.part = part
            self.whenAbsent = whenAbsent
            self.most = most
        }
    }

    /// Properties inside one another, from the response on.
    package struct Path: Hashable, Sendable {
        package struct Step: Hashable, Sendable {
            package var record: TypeID
            /// The property's name on the wire.
            package var property: String

            package init(record: TypeID, property: String) {
                self.record = record
                self.property = property
            }
        }

        package var steps: [Step]
        /// What is found there, without its nulls.
        package var type: TypeReference

        package init(steps: [Step], type: TypeReference) {
            self.steps = steps
            self.type = type
        }

        /// The names on the wire, from the response on.
        package var names: [String] { steps.map(\.property) }
    }

    package var style: Style
    /// The array of a page's items.
    package var items: Path
    /// The type of an item.
    package var item: TypeReference
    /// The next page's cursor or URL, or whether there is one.
    package var next: Path?
    package var size: Size?

    package init(style: Style, items: Path, item: TypeReference, next: Path? = nil, size: Size? = nil) {
        self.style = style
        self.items = items
        self.item = item
        self.next = next
        self.size = size
    }

    /// What of the request says which page is asked for; nil where a URL does.
    package var parameter: RequestPart? {
        switch style {
        case .cursor(let part, _), .offset(let part, _), .page(let part, _): part
        case .link, .bodyURL: nil
        }
    }
}
