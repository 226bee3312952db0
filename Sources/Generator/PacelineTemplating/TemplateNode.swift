import PacelineDiagnostics

/// A part of a template as it is written.
indirect enum TemplateNode: Sendable {
    case text([UInt8])
    /// `{{name}}`.
    case value(String, SourceLocation)
    /// `{{#name}}…{{/name}}`, and `{{^name}}…{{/name}}` for what is not there.
    case section(String, SourceLocation, isInverted: Bool, [TemplateNode])
    /// `{{>Name}}`. One that stands alone on its line gives its indentation to each line of the partial; inside a line
    /// there is none, nor the partial's last line break.
    case partial(String, SourceLocation, indent: Int?)
}
