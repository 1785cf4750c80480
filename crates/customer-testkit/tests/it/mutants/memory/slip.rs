//! What a variant of the in-memory provider does wrong.

/// One fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slip {
    /// None.
    Nothing,
    /// None, and several customers may have one e-mail address.
    NothingWithRepeatedEmails,
    /// `preview_create` is empty.
    DefaultPreview,
    /// `preview_create` says that what is lost is sent.
    HopefulPreview,
    /// A field that is sent is reported as altered too.
    TwoFates,
    /// Strict creates lose fields.
    StrictIgnoredOnCreate,
    /// Strict updates lose fields.
    StrictIgnoredOnUpdate,
    /// Strict addresses lose parts.
    StrictIgnoredOnAddress,
    /// A strict block loses its reason.
    StrictIgnoredOnBlock,
    /// An idempotency key is dropped where there is no place for it.
    KeyDropped,
    /// A marker is dropped.
    MarkerDropped,
    /// A create whose outcome is unknown has no pending write.
    CreateWithoutPending,
    /// An update whose outcome is unknown has no pending write.
    UpdateWithoutPending,
    /// The pending write of a deletion is that of another customer.
    PendingOfAnother,
    /// An unknown outcome is reported as a connection that failed.
    UnknownAsConnectionFailed,
    /// A create whose outcome is unknown is sent again.
    UnknownSentAgain,
    /// Settling says that nothing was done.
    SettlesAsNotDone,
    /// Settling takes any customer that has the address.
    SettlesAsDone,
    /// Settling a create leaves it unknown.
    NeverSettles,
    /// A restoration is claimed and not implemented.
    RestoreClaimed,
    /// A restoration works and is not claimed.
    RestoreNotClaimed,
    /// The error of an operation that is denied names none.
    UnsupportedWithoutOperation,
    /// A deletion succeeds and sends nothing.
    DeleteDoesNothing,
    /// A find takes what contains the address.
    FindContains,
    /// A find tells capitals apart.
    FindTellsCapitalsApart,
    /// A find gives one of several.
    FindGivesOne,
    /// A find gives customers without their e-mail addresses.
    FindHidesEmail,
    /// An address of another customer is taken where it may not be.
    RepeatedEmailTaken,
    /// A cursor of another search is taken.
    CursorOfAnotherSearch,
    /// A cursor is good for the client that gave it alone.
    CursorInMemory,
    /// The last customer of each page is left out.
    PageLeavesOneOut,
    /// The first page comes again at the end.
    ListingRepeatsItself,
    /// The page size is not passed on.
    PageSizeIgnored,
    /// An update clears what it does not name.
    KeepClears,
    /// An update does not clear.
    ClearKeeps,
    /// The same update done twice does more.
    UpdateAddsUp,
    /// A read gives another customer.
    GetGivesAnother,
    /// A customer that is not there is read as an empty one.
    NobodyIsSomebody,
    /// What was written reads back in another form.
    GetChangesName,
    /// A block does not show.
    BlockDoesNotShow,
    /// An address that is replaced keeps its old parts.
    AddressNotReplaced,
    /// An address that is removed is still listed.
    AddressNotRemoved,
    /// Creates side by side return each other's customers.
    CreatesMix,
    /// `Debug` of an error shows the e-mail address.
    EmailInError,
    /// A value that is not valid is sent.
    InvalidEmailSent,
}

impl Slip {
    /// Every fault.
    pub(crate) const ALL: &[Slip] = &[
        Self::DefaultPreview,
        Self::HopefulPreview,
        Self::TwoFates,
        Self::StrictIgnoredOnCreate,
        Self::StrictIgnoredOnUpdate,
        Self::StrictIgnoredOnAddress,
        Self::StrictIgnoredOnBlock,
        Self::KeyDropped,
        Self::MarkerDropped,
        Self::CreateWithoutPending,
        Self::UpdateWithoutPending,
        Self::PendingOfAnother,
        Self::UnknownAsConnectionFailed,
        Self::UnknownSentAgain,
        Self::SettlesAsNotDone,
        Self::SettlesAsDone,
        Self::NeverSettles,
        Self::RestoreClaimed,
        Self::RestoreNotClaimed,
        Self::UnsupportedWithoutOperation,
        Self::DeleteDoesNothing,
        Self::FindContains,
        Self::FindTellsCapitalsApart,
        Self::FindGivesOne,
        Self::FindHidesEmail,
        Self::RepeatedEmailTaken,
        Self::CursorOfAnotherSearch,
        Self::CursorInMemory,
        Self::PageLeavesOneOut,
        Self::ListingRepeatsItself,
        Self::PageSizeIgnored,
        Self::KeepClears,
        Self::ClearKeeps,
        Self::UpdateAddsUp,
        Self::GetGivesAnother,
        Self::NobodyIsSomebody,
        Self::GetChangesName,
        Self::BlockDoesNotShow,
        Self::AddressNotReplaced,
        Self::AddressNotRemoved,
        Self::CreatesMix,
        Self::EmailInError,
        Self::InvalidEmailSent,
    ];
}
