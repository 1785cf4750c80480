//! Which law each fault breaks.

use std::thread;

use customer_testkit::{Harness, Law, laws};

use super::memory::{self, MemoryHarness};
use super::shop::{self, ShopHarness};

/// How thorough the laws are that are not expected to break, in percent.
const QUICK: u32 = 5;

/// Runs the suite on a provider with one fault. The first law is the one that names the fault, and must break; no other may, but
/// those that are listed behind it, which the fault may break too.
fn breaks<H: Harness>(harness: fn(u32) -> H, may_break: &[&str]) {
    let (named, thorough) = (may_break[0], harness(100));
    let law = laws().find(|law| law.to_string() == named);
    let violation = law.unwrap().check(&thorough).expect_err(named);
    println!("{named}: {violation}");

    let quick = harness(QUICK);
    let broken = |is_among: fn(&Law) -> bool| -> Vec<String> {
        let others = laws().filter(|law| law.to_string() != named && is_among(law));
        let broken = others.filter_map(|law| {
            let violation = law.check(&quick).err()?;
            println!("{law}: {violation}");
            Some(law.to_string())
        });
        broken.collect()
    };
    // These wait for responses that come too late.
    let waits: fn(&Law) -> bool = |law| law.subject == "outcomes";
    let works: fn(&Law) -> bool = |law| law.subject != "outcomes";
    let (waiting, working) = thread::scope(|scope| {
        let waiting = scope.spawn(|| broken(waits));
        (broken(works), waiting.join().unwrap())
    });
    for law in waiting.iter().chain(&working) {
        assert!(
            may_break.contains(&&**law),
            "{law} is broken too, beside {named}; in all {waiting:?} {working:?}"
        );
    }
}

macro_rules! mutants {
    ($($module:ident: $harness:ident, $slip:path {
        $($test:ident: $name:ident => $($law:literal),+;)*
    })*) => {
        $(
            mod $module {
                use $slip as Slip;

                use super::*;

                #[test]
                fn every_fault_is_in_the_table() {
                    assert_eq!(Slip::ALL, [$(Slip::$name),*]);
                }

                $(
                    #[test]
                    fn $test() {
                        breaks(|effort| $harness(Slip::$name, effort), &[$($law),+]);
                    }
                )*
            }
        )*
    };
}

mutants! {
    in_memory: MemoryHarness, memory::Slip {
        default_preview: DefaultPreview =>
            "fates::every_given_field_of_a_create_has_one_fate",
            "operations::what_was_sent_reads_back_equal";
        hopeful_preview: HopefulPreview =>
            "fates::a_field_that_the_capabilities_deny_is_never_sent",
            "operations::what_was_sent_reads_back_equal";
        two_fates: TwoFates =>
            "fates::every_given_field_of_a_create_has_one_fate",
            "operations::what_was_sent_reads_back_equal";
        strict_ignored_on_create: StrictIgnoredOnCreate =>
            "strict::a_strict_create_that_would_lose_a_field_sends_nothing";
        strict_ignored_on_update: StrictIgnoredOnUpdate =>
            "strict::a_strict_update_that_would_lose_a_field_sends_nothing";
        strict_ignored_on_address: StrictIgnoredOnAddress =>
            "strict::a_strict_address_that_would_lose_a_part_sends_nothing";
        strict_ignored_on_block: StrictIgnoredOnBlock =>
            "strict::a_strict_block_that_would_lose_its_reason_sends_nothing";
        key_dropped: KeyDropped =>
            "strict::an_idempotency_key_without_a_place_is_refused";
        marker_dropped: MarkerDropped =>
            "strict::a_marker_without_a_place_is_refused";
        create_without_pending: CreateWithoutPending =>
            "outcomes::a_write_without_a_response_has_its_pending_write";
        update_without_pending: UpdateWithoutPending =>
            "outcomes::a_write_without_a_response_has_its_pending_write";
        pending_of_another: PendingOfAnother =>
            "outcomes::a_write_without_a_response_has_its_pending_write",
            "outcomes::a_write_of_unknown_outcome_is_settled_truthfully";
        unknown_as_connection_failed: UnknownAsConnectionFailed =>
            "outcomes::a_write_without_a_response_has_its_pending_write",
            "outcomes::a_record_together_with_a_refusal_leaves_a_create_unknown";
        unknown_sent_again: UnknownSentAgain =>
            "outcomes::a_write_of_unknown_outcome_is_not_sent_again",
            "outcomes::a_write_without_a_response_has_its_pending_write",
            "outcomes::a_write_of_unknown_outcome_is_settled_truthfully",
            "outcomes::a_record_together_with_a_refusal_leaves_a_create_unknown";
        settles_as_not_done: SettlesAsNotDone =>
            "outcomes::a_write_of_unknown_outcome_is_settled_truthfully";
        settles_as_done: SettlesAsDone =>
            "outcomes::a_write_of_unknown_outcome_is_settled_truthfully";
        never_settles: NeverSettles =>
            "outcomes::a_write_of_unknown_outcome_is_settled_truthfully";
        restore_claimed: RestoreClaimed =>
            "operations::claimed_operations_work_and_denied_ones_send_nothing",
            "strict::an_idempotency_key_without_a_place_is_refused",
            "changes::a_change_of_standing_shows_in_the_status",
            "outcomes::a_write_of_unknown_outcome_is_not_sent_again",
            "outcomes::a_write_without_a_response_has_its_pending_write",
            "outcomes::a_write_of_unknown_outcome_is_settled_truthfully",
            "calls::a_write_may_be_dropped_wherever_it_waits";
        restore_not_claimed: RestoreNotClaimed =>
            "operations::claimed_operations_work_and_denied_ones_send_nothing";
        unsupported_without_operation: UnsupportedWithoutOperation =>
            "operations::claimed_operations_work_and_denied_ones_send_nothing";
        delete_does_nothing: DeleteDoesNothing =>
            "operations::claimed_operations_work_and_denied_ones_send_nothing",
            "changes::a_change_of_standing_shows_in_the_status",
            "outcomes::a_write_without_a_response_has_its_pending_write",
            "outcomes::a_write_of_unknown_outcome_is_settled_truthfully";
        find_contains: FindContains =>
            "finding::a_find_is_exact_whatever_the_case",
            "finding::find_or_create_converges_on_every_spelling";
        find_tells_capitals_apart: FindTellsCapitalsApart =>
            "finding::a_find_is_exact_whatever_the_case",
            "finding::find_or_create_converges_on_every_spelling";
        find_gives_one: FindGivesOne =>
            "finding::a_second_customer_of_an_address_is_refused_or_found";
        find_hides_email: FindHidesEmail =>
            "finding::find_or_create_creates_once",
            "finding::find_or_create_converges_on_every_spelling";
        repeated_email_taken: RepeatedEmailTaken =>
            "finding::a_second_customer_of_an_address_is_refused_or_found";
        cursor_of_another_search: CursorOfAnotherSearch =>
            "listing::a_cursor_of_another_listing_is_refused";
        cursor_in_memory: CursorInMemory =>
            "listing::a_listing_goes_on_from_a_kept_cursor";
        page_leaves_one_out: PageLeavesOneOut =>
            "listing::a_listing_gives_every_customer_once_and_ends",
            "listing::a_listing_goes_on_from_a_kept_cursor";
        listing_repeats_itself: ListingRepeatsItself =>
            "listing::a_listing_gives_every_customer_once_and_ends",
            "listing::a_listing_goes_on_from_a_kept_cursor";
        page_size_ignored: PageSizeIgnored =>
            "listing::a_listing_gives_every_customer_once_and_ends",
            "listing::a_listing_goes_on_from_a_kept_cursor",
            "listing::a_cursor_of_another_listing_is_refused";
        keep_clears: KeepClears =>
            "changes::an_update_changes_what_it_names_and_nothing_else";
        clear_keeps: ClearKeeps =>
            "changes::an_update_changes_what_it_names_and_nothing_else";
        update_adds_up: UpdateAddsUp =>
            "changes::an_update_changes_what_it_names_and_nothing_else";
        get_gives_another: GetGivesAnother =>
            "operations::a_created_customer_is_read_by_its_id",
            "calls::calls_side_by_side_do_not_mix";
        nobody_is_somebody: NobodyIsSomebody =>
            "operations::a_created_customer_is_read_by_its_id",
            "calls::a_write_may_be_dropped_wherever_it_waits";
        get_changes_name: GetChangesName =>
            "operations::what_was_sent_reads_back_equal",
            "changes::an_update_changes_what_it_names_and_nothing_else";
        block_does_not_show: BlockDoesNotShow =>
            "changes::a_change_of_standing_shows_in_the_status",
            "outcomes::a_write_of_unknown_outcome_is_settled_truthfully",
            "strict::a_strict_block_that_would_lose_its_reason_sends_nothing";
        address_not_replaced: AddressNotReplaced =>
            "changes::an_address_is_added_replaced_and_removed";
        address_not_removed: AddressNotRemoved =>
            "changes::an_address_is_added_replaced_and_removed";
        creates_mix: CreatesMix =>
            "calls::calls_side_by_side_do_not_mix";
        email_in_error: EmailInError =>
            "privacy::spans_and_logs_show_nobody_and_no_secret";
        invalid_email_sent: InvalidEmailSent =>
            "strict::an_invalid_customer_is_refused_by_its_fields";
    }
    over_http: ShopHarness, shop::Slip {
        default_preview: DefaultPreview =>
            "fates::every_given_field_of_a_create_has_one_fate",
            "fates::the_preview_is_that_of_the_request",
            "operations::what_was_sent_reads_back_equal";
        phone_reported_and_not_sent: PhoneReportedAndNotSent =>
            "requests::a_sent_field_is_in_the_request",
            "operations::what_was_sent_reads_back_equal",
            "outcomes::a_write_of_unknown_outcome_is_settled_truthfully";
        reference_lost_and_sent: ReferenceLostAndSent =>
            "requests::a_lost_field_is_not_in_the_request";
        language_altered_and_not_sent: LanguageAlteredAndNotSent =>
            "requests::an_altered_field_is_in_the_request",
            "requests::a_sent_field_is_in_the_request";
        alteration_not_reported: AlterationNotReported =>
            "operations::what_was_sent_reads_back_equal";
        names_refused_at_the_last: NamesRefusedAtTheLast =>
            "requests::a_request_without_problems_passes_its_own_validation";
        reason_without_fate: ReasonWithoutFate =>
            "fates::the_reason_of_a_block_has_one_fate";
        default_update_preview: DefaultUpdatePreview =>
            "fates::every_given_field_of_an_update_has_one_fate",
            "fates::the_preview_is_that_of_the_request";
        capability_denies_phone: CapabilityDeniesPhone =>
            "fates::a_field_that_the_capabilities_deny_is_never_sent";
        strict_record: StrictRecord =>
            "reading::one_unreadable_member_loses_nothing_else",
            "errors::a_body_that_is_no_customer_is_no_success";
        float_credit: FloatCredit =>
            "reading::numbers_keep_their_digits";
        unknown_members_dropped: UnknownMembersDropped =>
            "reading::a_record_is_written_back_as_it_came";
        record_not_kept: RecordNotKept =>
            "reading::a_documented_record_is_read_whole",
            "reading::one_unreadable_member_loses_nothing_else",
            "reading::numbers_keep_their_digits",
            "reports::what_comes_back_otherwise_is_altered";
        empty_id: EmptyId =>
            "reading::a_record_without_its_id_is_refused",
            "errors::a_body_that_is_no_customer_is_no_success";
        active_unless_blocked: ActiveUnlessBlocked =>
            "reading::one_unreadable_member_loses_nothing_else";
        page_fails_with_its_record: PageFailsWithItsRecord =>
            "pages::an_unreadable_record_does_not_end_a_listing";
        listing_ends_at_unreadable_record: ListingEndsAtUnreadableRecord =>
            "pages::an_unreadable_record_does_not_end_a_listing";
        cursor_without_account: CursorWithoutAccount =>
            "pages::a_cursor_of_another_account_is_refused";
        find_takes_what_contains: FindTakesWhatContains =>
            "finding::a_find_is_exact_whatever_the_case";
        conflict_without_row: ConflictWithoutRow =>
            "errors::each_documented_refusal_has_its_kind",
            "finding::a_second_customer_of_an_address_is_refused_or_found";
        every_refusal_is_not_found: EveryRefusalIsNotFound =>
            "errors::each_documented_refusal_has_its_kind",
            "errors::an_answer_of_a_proxy_leaves_a_write_unknown",
            "errors::a_refusal_in_a_form_of_frameworks_names_its_fields";
        proxy_counts_as_refusal: ProxyCountsAsRefusal =>
            "errors::an_answer_of_a_proxy_leaves_a_write_unknown",
            "outcomes::a_write_of_unknown_outcome_is_not_sent_again",
            "outcomes::a_write_without_a_response_has_its_pending_write",
            "outcomes::a_write_of_unknown_outcome_is_settled_truthfully";
        internal_error_counts_as_refusal: InternalErrorCountsAsRefusal =>
            "errors::each_documented_refusal_has_its_kind",
            "outcomes::a_write_of_unknown_outcome_is_not_sent_again",
            "outcomes::a_write_without_a_response_has_its_pending_write",
            "outcomes::a_write_of_unknown_outcome_is_settled_truthfully";
        create_is_a_read: CreateIsARead =>
            "outcomes::a_write_of_unknown_outcome_is_not_sent_again",
            "outcomes::a_write_without_a_response_has_its_pending_write",
            "outcomes::a_write_of_unknown_outcome_is_settled_truthfully",
            "errors::each_documented_refusal_has_its_kind",
            "errors::an_answer_of_a_proxy_leaves_a_write_unknown",
            "errors::a_body_that_is_no_customer_is_no_success",
            "outcomes::a_record_together_with_a_refusal_leaves_a_create_unknown";
        get_is_a_write: GetIsAWrite =>
            "errors::a_read_without_a_whole_response_fails",
            "errors::each_documented_refusal_has_its_kind",
            "errors::an_answer_of_a_proxy_leaves_a_write_unknown",
            "errors::a_body_that_is_no_customer_is_no_success";
        id_into_the_route: IdIntoTheRoute =>
            "ids::an_id_of_any_bytes_is_one_segment_or_refused";
        key_in_debug: KeyInDebug =>
            "privacy::debug_of_a_provider_shows_no_secret";
        email_in_error: EmailInError =>
            "refusals::no_error_shows_the_customer_that_it_concerns",
            "privacy::spans_and_logs_show_nobody_and_no_secret";
        body_in_log: BodyInLog =>
            "privacy::spans_and_logs_show_nobody_and_no_secret";
        update_beside_the_write_path: UpdateBesideTheWritePath =>
            "outcomes::a_write_without_a_response_has_its_pending_write",
            "strict::a_strict_update_that_would_lose_a_field_sends_nothing",
            "strict::an_idempotency_key_without_a_place_is_refused",
            "errors::each_documented_refusal_has_its_kind",
            "errors::an_answer_of_a_proxy_leaves_a_write_unknown";
        clear_as_empty_text: ClearAsEmptyText =>
            "changes::an_update_changes_what_it_names_and_nothing_else",
            "outcomes::a_write_without_a_response_has_its_pending_write",
            "calls::a_write_may_be_dropped_wherever_it_waits";
        locked_by_dropped_call: LockedByDroppedCall =>
            "calls::a_write_may_be_dropped_wherever_it_waits";
        lists_what_is_there: ListsWhatIsThere =>
            "harness::what_is_listed_as_unsupported_is_not_there";
        preview_of_another_request: PreviewOfAnotherRequest =>
            "fates::the_preview_is_that_of_the_request",
            "operations::what_was_sent_reads_back_equal";
        panics_on_odd_json: PanicsOnOddJson =>
            "reading::any_json_is_read_or_refused",
            "errors::a_body_that_is_no_customer_is_no_success",
            "refusals::no_error_shows_the_customer_that_it_concerns";
        needs_state: NeedsState =>
            "reading::a_record_with_added_missing_and_new_members_is_read",
            "reading::one_unreadable_member_loses_nothing_else",
            "reading::an_empty_text_is_no_value",
            "reports::what_comes_back_otherwise_is_altered";
        other_provider_name: OtherProviderName =>
            "reading::documented_records_name_their_provider",
            "operations::a_created_customer_is_read_by_its_id";
        account_is_email: AccountIsEmail =>
            "privacy::debug_of_a_read_customer_shows_nobody",
            "reading::one_unreadable_member_loses_nothing_else",
            "privacy::spans_and_logs_show_nobody_and_no_secret";
        loss_repeats_value: LossRepeatsValue =>
            "privacy::a_preview_shows_no_value";
        any_body_is_a_customer: AnyBodyIsACustomer =>
            "errors::a_body_that_is_no_customer_is_no_success";
        part_without_fate: PartWithoutFate =>
            "fates::every_given_part_of_an_address_has_one_fate";
        address_of_strict_is_lossy: AddressOfStrictIsLossy =>
            "strict::a_strict_address_that_would_lose_a_part_sends_nothing";
        empty_text_is_a_value: EmptyTextIsAValue =>
            "reading::an_empty_text_is_no_value";
        report_not_reconciled: ReportNotReconciled =>
            "reports::what_comes_back_otherwise_is_altered",
            "strict::a_marker_without_a_place_is_refused";
        repeated_pages_not_noticed: RepeatedPagesNotNoticed =>
            "pages::a_listing_whose_pages_come_again_ends";
        fields_not_named: FieldsNotNamed =>
            "errors::a_refusal_in_a_form_of_frameworks_names_its_fields";
        not_found_is_nobody: NotFoundIsNobody =>
            "errors::a_404_of_a_proxy_proves_nothing";
        sender_not_named: SenderNotNamed =>
            "ids::every_request_names_its_sender";
        find_asks_for_one_spelling: FindAsksForOneSpelling =>
            "finding::find_or_create_converges_on_every_spelling";
    }
}
