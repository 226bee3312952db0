import PacelineDiagnostics

/// Merge keys (`<<`, of YAML 1.1): the members of other mappings stand in this one, too.
extension TreeBuilder {
    /// Adds the members of the mappings that a mapping merges to its own: its own win, then those of earlier ones.
    ///
    /// What is merged stands behind the mapping's own entries, each value as an alias of the original. Every entry that
    /// is looked at was counted when the alias that leads to it was read, so that ``expansionLimit`` bounds the work.
    mutating func merge(into frame: inout Frame) {
        var taken: Set<UInt32> = []
        var values: [UInt32] = []
        var key = frame.index + 1
        while key < records.count {
            let record = records[Int(key)]
            if !record.isSkipped {
                taken.insert(text(ofKey: key))
            } else if isMergeKey(record) {
                report(
                    .note, .mergeKey, "merge keys (`<<`) are not part of YAML 1.2; the members are merged",
                    at: .init(line: record.line, column: record.column))
                values.append(record.end)
            }
            key = records[Int(record.end)].end
        }
        for value in values {
            for mapping in mergedMappings(value) { add(mapping, to: &frame, &taken) }
        }
    }

    private func isMergeKey(_ record: YAMLTree.Record) -> Bool { record.shape == .plain && record.isSkipped }

    /// The mappings that the value of a merge key is: one, or a list of them. What is none is reported.
    private mutating func mergedMappings(_ value: UInt32) -> [UInt32] {
        let target = followed(value)
        switch records[Int(target)].shape {
        case .mapping: return [target]
        case .sequence:
            var mappings: [UInt32] = []
            var element = target + 1
            // A sequence that is written here is closed already; one that an alias names as well.
            while element < records[Int(target)].end {
                if records[Int(followed(element))].shape == .mapping {
                    mappings.append(followed(element))
                } else {
                    reportUnmerged(element)
                }
                element = records[Int(element)].end
            }
            return mappings
        case .plain, .quoted, .alias:
            reportUnmerged(value)
            return []
        }
    }

    private func followed(_ index: UInt32) -> UInt32 {
        let record = records[Int(index)]
        return record.shape == .alias ? record.value : index
    }

    private mutating func add(_ mapping: UInt32, to frame: inout Frame, _ taken: inout Set<UInt32>) {
        var key = mapping + 1
        let end = records[Int(mapping)].end
        while key < end {
            var record = records[Int(key)]
            let value = record.end
            key = records[Int(value)].end
            guard !record.isSkipped, taken.insert(text(ofKey: record)).inserted else { continue }
            record.end = UInt32(records.count) + 1
            records.append(record)
            var alias = records[Int(value)]
            (alias.shape, alias.value) = (.alias, followed(value))
            alias.end = UInt32(records.count) + 1
            records.append(alias)
            frame.children += 2
            expandedNodes += 2
        }
    }

    private mutating func reportUnmerged(_ index: UInt32) {
        let record = records[Int(index)]
        report(
            .lost, .mergeKey, "`<<` merges a mapping or a list of mappings; this is neither and is left out",
            at: .init(line: record.line, column: record.column))
    }
}
