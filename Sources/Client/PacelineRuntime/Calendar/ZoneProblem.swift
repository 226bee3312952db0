/// Why a time zone's clock cannot be told.
enum ZoneProblem: Error, Hashable, CustomStringConvertible {
    /// The text is not a name of a zone.
    case name(String)
    /// The system has no such zone, or its file cannot be opened.
    case missing(String, reason: String)
    /// What is in the zone's file is not understood.
    case malformed(String, reason: String)

    var description: String {
        switch self {
        case .name(let text): "`\(text)` is not the name of a time zone, such as `Europe/Paris`"
        case .missing(let name, let reason):
            "the time zone `\(name)` is not there: \(reason); on Debian, zones come with the package `tzdata`"
        case .malformed(let name, let reason):
            "the file of the time zone `\(name)` is not understood: \(reason); on Debian, it comes with the package "
                + "`tzdata`"
        }
    }
}
