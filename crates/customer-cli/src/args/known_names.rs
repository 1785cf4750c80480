//! Notes on names that look like a typo of a known name.

use customer_core::{Address, AddressRole, TaxIdKind, TaxIds};

use crate::input::suggest::nearest;
use crate::output::messages::note;

/// Notes roles and kinds of tax ids that look like a typo. Unknown names are allowed.
pub(super) fn note_unknown_names(address: &Address) {
    let known = AddressRole::KNOWN.iter().map(AddressRole::as_str);
    for role in &address.roles {
        note_if_typo("role", role.as_str(), known.clone());
    }
    note_unknown_kinds(&address.tax_ids);
}

/// Notes kinds of tax ids that look like a typo.
pub(super) fn note_unknown_kinds(tax_ids: &TaxIds) {
    for (kind, _) in tax_ids.iter() {
        note_if_typo(
            "tax id",
            kind.as_str(),
            TaxIdKind::KNOWN.iter().map(TaxIdKind::as_str),
        );
    }
}

fn note_if_typo<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str> + Clone) {
    if known.clone().all(|other| other != name)
        && let Some(meant) = nearest(name, known)
    {
        note(format_args!(
            "`{name}` is not a known {what}; did you mean `{meant}`?"
        ));
    }
}
