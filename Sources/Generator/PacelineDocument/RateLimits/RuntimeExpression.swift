internal import PacelinePolicy
internal import PacelineYAML

/// A runtime expression (OpenAPI 3.1, section 4.8.20.4), as far as the limit language has a use for one.
enum RuntimeExpression: Hashable {
    case request(RequestValue)
    /// `$request.body` without a pointer.
    case wholeRequestBody
    case response(ResponseValue)
    /// `$response.body` without a pointer.
    case wholeBody
    case statusCode

    /// nil when the text is no such expression.
    init?(_ text: String) {
        if text == "$statusCode" {
            self = .statusCode
        } else if let part = text.rest(after: "$request.") {
            if let name = part.rest(after: "path.") {
                self = .request(.path(name))
            } else if let name = part.rest(after: "query.") {
                self = .request(.query(name))
            } else if let name = part.rest(after: "header."), name.isToken {
                self = .request(.header(name))
            } else if part == "body" {
                self = .wholeRequestBody
            } else if let pointer = part.bodyPointer {
                self = .request(.body(pointer))
            } else {
                return nil
            }
        } else if let part = text.rest(after: "$response.") {
            if let name = part.rest(after: "header."), name.isToken {
                self = .response(.header(name))
            } else if part == "body" {
                self = .wholeBody
            } else if let pointer = part.bodyPointer {
                self = .response(.body(pointer))
            } else {
                return nil
            }
        } else {
            return nil
        }
    }
}

extension String {
    /// What follows a prefix; nil without the prefix, or with nothing behind it.
    fileprivate func rest(after prefix: String) -> String? {
        hasPrefix(prefix) && utf8.count > prefix.utf8.count ? String(dropFirst(prefix.count)) : nil
    }

    /// The pointer of `body#/pointer`.
    fileprivate var bodyPointer: String? {
        rest(after: "body#/").flatMap { JSONPointer(fragment: "#/" + $0) }?.text
    }
}
