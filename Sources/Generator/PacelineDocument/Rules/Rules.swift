internal import PacelineDiagnostics

/// A check of a document that has been read: what is well formed and yet cannot be meant.
protocol DocumentRule: SendableMetatype {
    static func check(_ document: Document, _ diagnostics: inout DiagnosticSink)
}

enum Rules {
    /// Every rule. The order does not matter, as diagnostics are sorted by place.
    static let all: [any DocumentRule.Type] = [
        DuplicateOperationID.self, PathParameters.self, DuplicateParameter.self, SamePath.self, HeaderNames.self,
        DuplicateTag.self, UndeclaredSecurity.self,
        DiscriminatorTargets.self, EmptySelection.self, AttachedLimits.self, QuotaThatBlocks.self, WindowSlip.self,
        StackedWindows.self,
        RefusalMessage.self, RefusalStatus.self, UncoveredRefusal.self, MissingPartition.self,
        KeyParameters.self, ResponsePointers.self, ResetExamples.self, LimitedAuthentication.self, RetrySources.self,
        SharedHeaders.self, LearnedNumbers.self, Settlements.self, SwappedBurst.self,
        IdempotencyKeys.self, PaginationForms.self, Streams.self, VariantFixes.self, TagOrder.self,
        MissingResponses.self,
    ]
}
