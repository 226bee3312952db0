/// The version of Paceline: of the generator, of the runtime and of the mock, which are released together.
public enum PacelineVersion {
    /// By semantic versioning (semver.org). Below 1.0 a minor version may change what callers see.
    public static let current = "0.2.0"
}
