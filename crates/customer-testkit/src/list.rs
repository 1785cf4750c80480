//! The list of the laws, handed to a macro.

/// The laws that need no HTTP, handed to a macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __laws {
    ([$($callback:tt)+] [$($args:tt)*]) => {
        $($callback)+! {
            [$($args)*]
            harness {
                what_is_listed_as_unsupported_is_not_there
            }
            settings {
                a_missing_setting_is_named
                white_space_around_a_setting_is_left_out
                an_unfit_setting_is_refused_and_never_shown
                a_base_url_that_would_leak_the_credential_is_refused
            }
            fates {
                every_given_field_of_a_create_has_one_fate
                every_given_field_of_an_update_has_one_fate
                every_given_part_of_an_address_has_one_fate
                the_reason_of_a_block_has_one_fate
                the_preview_is_that_of_the_request
                a_field_that_the_capabilities_deny_is_never_sent
            }
            requests {
                a_request_without_problems_passes_its_own_validation
                a_sent_field_is_in_the_request
                an_altered_field_is_in_the_request
                a_lost_field_is_not_in_the_request
            }
            strict {
                a_strict_create_that_would_lose_a_field_sends_nothing
                a_strict_update_that_would_lose_a_field_sends_nothing
                a_strict_address_that_would_lose_a_part_sends_nothing
                a_strict_block_that_would_lose_its_reason_sends_nothing
                an_invalid_customer_is_refused_by_its_fields
                an_idempotency_key_without_a_place_is_refused
                a_marker_without_a_place_is_refused
            }
            reading {
                a_documented_record_is_read_whole
                any_json_is_read_or_refused
                a_record_with_added_missing_and_new_members_is_read
                a_record_without_its_id_is_refused
                one_unreadable_member_loses_nothing_else
                a_record_is_written_back_as_it_came
                numbers_keep_their_digits
                documented_records_name_their_provider
                an_empty_text_is_no_value
            }
            operations {
                claimed_operations_work_and_denied_ones_send_nothing
                what_was_sent_reads_back_equal
                a_created_customer_is_read_by_its_id
            }
            finding {
                a_find_is_exact_whatever_the_case
                a_second_customer_of_an_address_is_refused_or_found
                find_or_create_creates_once
                find_or_create_converges_on_every_spelling
            }
            listing {
                a_listing_gives_every_customer_once_and_ends
                a_listing_goes_on_from_a_kept_cursor
                a_cursor_of_another_listing_is_refused
            }
            changes {
                an_update_changes_what_it_names_and_nothing_else
                a_change_of_standing_shows_in_the_status
                an_address_is_added_replaced_and_removed
            }
            outcomes {
                a_write_of_unknown_outcome_is_not_sent_again
                a_write_without_a_response_has_its_pending_write
                a_write_of_unknown_outcome_is_settled_truthfully
                a_record_together_with_a_refusal_leaves_a_create_unknown
                a_customer_that_was_there_before_is_not_taken_for_ours
            }
            calls {
                calls_side_by_side_do_not_mix
                a_write_may_be_dropped_wherever_it_waits
                a_provider_behaves_alike_behind_an_arc_and_a_box
            }
            privacy {
                debug_of_a_provider_shows_no_secret
                debug_of_a_read_customer_shows_nobody
                a_preview_shows_no_value
                spans_and_logs_show_nobody_and_no_secret
            }
        }
    };
}

/// The laws that need HTTP, handed to a macro.
#[cfg(feature = "http")]
#[doc(hidden)]
#[macro_export]
macro_rules! __http_laws {
    ([$($callback:tt)+] [$($args:tt)*]) => {
        $($callback)+! {
            [$($args)*]
            errors {
                each_documented_refusal_has_its_kind
                an_answer_of_a_proxy_leaves_a_write_unknown
                a_body_that_is_no_customer_is_no_success
                a_read_without_a_whole_response_fails
                a_refusal_is_recognized_whatever_the_case_of_its_names
                a_refusal_in_a_form_of_frameworks_names_its_fields
                a_404_of_a_proxy_proves_nothing
            }
            ids {
                an_id_of_any_bytes_is_one_segment_or_refused
                every_request_names_its_sender
            }
            pages {
                an_unreadable_record_does_not_end_a_listing
                a_cursor_of_another_account_is_refused
                a_listing_whose_pages_come_again_ends
            }
            reports {
                what_comes_back_otherwise_is_altered
            }
            refusals {
                no_error_shows_the_customer_that_it_concerns
            }
        }
    };
}

/// Without HTTP there are none.
#[cfg(not(feature = "http"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __http_laws {
    ([$($callback:tt)+] [$($args:tt)*]) => {
        $($callback)+! {
            [$($args)*]
        }
    };
}
