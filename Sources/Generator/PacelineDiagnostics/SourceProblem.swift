/// Why a file is not read.
package enum SourceProblem: Error, Hashable, Sendable {
    /// There is none, or it is closed to us.
    case unreadable
    /// Its real path is in none of the folders that were allowed.
    case outside
    /// A folder, a pipe, a device.
    case notRegular
    /// It has more bytes than a file may have.
    case tooLarge(limit: Int)
    /// With it, the files of the run have more bytes than they may have together.
    case tooMuch(limit: Int)
    /// The build does not know that it is read.
    case unlisted

    /// The rest of a sentence that begins with the file.
    package var reason: String {
        switch self {
        case .unreadable: "cannot be read"
        case .outside: "is outside of the folders that may be read"
        case .notRegular: "is not a regular file"
        case .tooLarge(let limit): "is larger than \(limit >> 20) MiB"
        case .tooMuch(let limit): "makes the files that are read larger than \(limit >> 20) MiB together"
        case .unlisted: "is not among the inputs of the build, which would not notice a change of it"
        }
    }

    /// What to do about it; nil where the reason says it.
    package var hint: String? {
        switch self {
        case .unreadable, .notRegular, .tooLarge, .tooMuch: nil
        case .outside: "move it below the document's folder, or allow its folder with `--references FOLDER`"
        case .unlisted:
            """
            the build knows the .yaml, .yml and .json files of the target's folder and those of the package that they \
            name, but nothing in hidden folders; after a new reference to a file outside of the target's folder, have \
            the build planned again: touch Package.swift
            """
        }
    }
}
