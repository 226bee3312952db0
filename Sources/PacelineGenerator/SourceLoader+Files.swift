import Foundation
import PacelineDiagnostics

extension SourceLoader {
    /// Reads from the file system, plain files only: a device has no end.
    static let files = SourceLoader { path in
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let type = try? FileManager.default.attributesOfItem(atPath: url.path)[.type] as? FileAttributeType
        guard type == .typeRegular else { return nil }
        return FileManager.default.contents(atPath: url.path).map { [UInt8]($0) }
    }
}
