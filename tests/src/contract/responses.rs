/// What becomes of a member of a response that the contract does not declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Responses {
    /// It is a violation: a stand-in of ours must invent no field.
    Strict,
    /// It passes: a provider adds fields without notice.
    Open,
}
