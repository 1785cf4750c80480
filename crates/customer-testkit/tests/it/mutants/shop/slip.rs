//! What the shop's adapter does wrong.

/// One fault of the adapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slip {
    /// None.
    Nothing,
    /// `preview_create` is empty.
    DefaultPreview,
    /// A field is reported as sent and left out of the request.
    PhoneReportedAndNotSent,
    /// A field is reported as lost and sent.
    ReferenceLostAndSent,
    /// A field is reported as altered and left out of the request.
    LanguageAlteredAndNotSent,
    /// The language without its region is reported as sent.
    AlterationNotReported,
    /// The request's own validation refuses what the preview lets pass.
    NamesRefusedAtTheLast,
    /// The reason of a block has two fates, or none.
    ReasonWithoutFate,
    /// The preview of an update is that of nothing.
    DefaultUpdatePreview,
    /// The capabilities deny a field that is sent.
    CapabilityDeniesPhone,
    /// One member that cannot be read loses the record.
    StrictRecord,
    /// Money passes through a float.
    FloatCredit,
    /// Members that are not known are dropped.
    UnknownMembersDropped,
    /// The provider's own record is not kept.
    RecordNotKept,
    /// A record without an id is read as one with an empty id.
    EmptyId,
    /// A state that is not known makes a customer active, and so does one that cannot be read.
    ActiveUnlessBlocked,
    /// A page with a record that cannot be read fails as a whole.
    PageFailsWithItsRecord,
    /// A listing ends at a page whose last record cannot be read.
    ListingEndsAtUnreadableRecord,
    /// Cursors do not tell accounts apart.
    CursorWithoutAccount,
    /// The e-mail filter's results are taken as they come.
    FindTakesWhatContains,
    /// `email_taken` has no row.
    ConflictWithoutRow,
    /// An unknown code is *not found*.
    EveryRefusalIsNotFound,
    /// A 503 without the provider's envelope counts as a refusal before acting.
    ProxyCountsAsRefusal,
    /// Every 500 counts as a refusal before acting.
    InternalErrorCountsAsRefusal,
    /// Creates are sent as reads, which are retried.
    CreateIsARead,
    /// Reads are sent as writes, which are not.
    GetIsAWrite,
    /// An id is put into the route as it is.
    IdIntoTheRoute,
    /// `Debug` shows the key.
    KeyInDebug,
    /// An error repeats the e-mail address.
    EmailInError,
    /// Each call logs the request's body.
    BodyInLog,
    /// The update is sent without looking at its strictness, and without what settles it.
    UpdateBesideTheWritePath,
    /// A clear is sent as an empty text.
    ClearAsEmptyText,
    /// One call at a time: a call that is dropped leaves the client locked.
    LockedByDroppedCall,
    /// The harness lists a part as unsupported that is there.
    ListsWhatIsThere,
    /// The preview is that of another request than the one that is sent.
    PreviewOfAnotherRequest,
    /// Reading a record panics on a text that is no JSON.
    PanicsOnOddJson,
    /// A record without a known state is refused.
    NeedsState,
    /// Customers bear the name of another provider.
    OtherProviderName,
    /// The e-mail address is taken for the account.
    AccountIsEmail,
    /// The reason of a loss repeats the value.
    LossRepeatsValue,
    /// Any body of a success is read as a customer.
    AnyBodyIsACustomer,
    /// A part of an address has two fates, or none.
    PartWithoutFate,
    /// A strict address loses parts.
    AddressOfStrictIsLossy,
    /// An empty text is read as a value.
    EmptyTextIsAValue,
    /// The report of a create is not compared with the record.
    ReportNotReconciled,
    /// A listing whose pages come again goes on for ever.
    RepeatedPagesNotNoticed,
    /// A refusal names no field.
    FieldsNotNamed,
    /// A find is empty by any 404.
    NotFoundIsNobody,
    /// No request names its sender.
    SenderNotNamed,
    /// A find asks for one spelling of the address.
    FindAsksForOneSpelling,
}

impl Slip {
    /// Every fault.
    pub(crate) const ALL: &[Slip] = &[
        Self::DefaultPreview,
        Self::PhoneReportedAndNotSent,
        Self::ReferenceLostAndSent,
        Self::LanguageAlteredAndNotSent,
        Self::AlterationNotReported,
        Self::NamesRefusedAtTheLast,
        Self::ReasonWithoutFate,
        Self::DefaultUpdatePreview,
        Self::CapabilityDeniesPhone,
        Self::StrictRecord,
        Self::FloatCredit,
        Self::UnknownMembersDropped,
        Self::RecordNotKept,
        Self::EmptyId,
        Self::ActiveUnlessBlocked,
        Self::PageFailsWithItsRecord,
        Self::ListingEndsAtUnreadableRecord,
        Self::CursorWithoutAccount,
        Self::FindTakesWhatContains,
        Self::ConflictWithoutRow,
        Self::EveryRefusalIsNotFound,
        Self::ProxyCountsAsRefusal,
        Self::InternalErrorCountsAsRefusal,
        Self::CreateIsARead,
        Self::GetIsAWrite,
        Self::IdIntoTheRoute,
        Self::KeyInDebug,
        Self::EmailInError,
        Self::BodyInLog,
        Self::UpdateBesideTheWritePath,
        Self::ClearAsEmptyText,
        Self::LockedByDroppedCall,
        Self::ListsWhatIsThere,
        Self::PreviewOfAnotherRequest,
        Self::PanicsOnOddJson,
        Self::NeedsState,
        Self::OtherProviderName,
        Self::AccountIsEmail,
        Self::LossRepeatsValue,
        Self::AnyBodyIsACustomer,
        Self::PartWithoutFate,
        Self::AddressOfStrictIsLossy,
        Self::EmptyTextIsAValue,
        Self::ReportNotReconciled,
        Self::RepeatedPagesNotNoticed,
        Self::FieldsNotNamed,
        Self::NotFoundIsNobody,
        Self::SenderNotNamed,
        Self::FindAsksForOneSpelling,
    ];
}
