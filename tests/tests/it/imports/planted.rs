//! The check finds circles that were planted in small crates, and only those.

use customer_tests::imports::{Sources, Unreadable, circles};

/// The circles of a crate, each as it is printed.
fn printed(files: &[(&str, &str)]) -> Vec<String> {
    let sources = files.iter().copied().collect::<Sources>();
    circles(&sources)
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect()
}

const A_USES_B: (&str, &str) = ("a.rs", "use crate::b::B; pub struct A(B);");
const ONLY_B: (&str, &str) = ("b.rs", "pub struct B;");
const LIB: (&str, &str) = ("lib.rs", "mod a; mod b;");

#[test]
fn a_crate_whose_files_import_one_way_has_no_circle() {
    assert_eq!(printed(&[LIB, A_USES_B, ONLY_B]), Vec::<String>::new());
}

#[test]
fn two_files_that_import_each_other_are_printed_with_the_names() {
    let b = (
        "b.rs",
        "pub struct B; pub fn make() -> crate::a::A { crate::a::A::new() }",
    );
    assert_eq!(
        printed(&[LIB, A_USES_B, b]),
        ["a.rs -> b.rs (B)\nb.rs -> a.rs (A)\n"]
    );
}

#[test]
fn a_circle_through_three_files_is_found() {
    let files = [
        ("lib.rs", "mod a; mod b; mod c;"),
        A_USES_B,
        ("b.rs", "use crate::c; pub struct B(c::C);"),
        (
            "c.rs",
            "pub struct C; impl C { pub fn a(&self, a: &crate::a::A) {} }",
        ),
    ];
    assert_eq!(
        printed(&files),
        ["a.rs -> b.rs (B)\nb.rs -> c.rs (C)\nc.rs -> a.rs (A)\n"]
    );
}

#[test]
fn a_name_that_the_root_re_exports_counts_as_an_import_of_the_file_that_defines_it() {
    let files = [
        (
            "lib.rs",
            "mod a; mod folder; pub use a::A; pub use folder::B;",
        ),
        ("a.rs", "use crate::B; pub struct A(B);"),
        ("folder/mod.rs", "mod b; pub(crate) use b::*;"),
        (
            "folder/b.rs",
            "use crate::A as Other; pub struct B(Box<Other>);",
        ),
    ];
    assert_eq!(
        printed(&files),
        ["a.rs -> folder/b.rs (B)\nfolder/b.rs -> a.rs (A, Other)\n"]
    );
}

#[test]
fn a_path_through_super_counts() {
    let files = [
        ("lib.rs", "mod parent;"),
        (
            "parent.rs",
            "mod child; pub struct P; fn f() { child::run() }",
        ),
        (
            "parent/child.rs",
            "pub(super) fn run() { let _ = super::P; }",
        ),
    ];
    assert_eq!(
        printed(&files),
        ["parent.rs -> parent/child.rs (run)\nparent/child.rs -> parent.rs (P)\n"]
    );
}

#[test]
fn names_that_come_through_a_glob_count() {
    let b = ("b.rs", "use super::a::*; pub struct B; fn f(_: A) {}");
    assert_eq!(
        printed(&[LIB, A_USES_B, b]),
        ["a.rs -> b.rs (B)\nb.rs -> a.rs (A)\n"]
    );
}

#[test]
fn paths_in_macros_and_in_the_strings_of_derives_count() {
    for b in [
        "pub struct B; fn f() { println!(\"{}\", crate::a::A::name()) }",
        "pub struct B; #[derive(Serialize)] struct S { #[serde(with = \"crate::a::A\")] s: u8 }",
        "pub struct B; macro_rules! m { () => { $crate::a::A } }",
    ] {
        assert_eq!(
            printed(&[LIB, A_USES_B, ("b.rs", b)]),
            ["a.rs -> b.rs (B)\nb.rs -> a.rs (A)\n"],
            "{b}"
        );
    }
}

#[test]
fn a_macro_that_is_exported_counts_as_an_import_of_its_file() {
    let b = (
        "b.rs",
        "use crate::a::A; #[macro_export] macro_rules! b { () => {} } fn f(_: A) {}",
    );
    let a = ("a.rs", "crate::b!(); pub struct A;");
    assert_eq!(
        printed(&[LIB, a, b]),
        ["a.rs -> b.rs (b)\nb.rs -> a.rs (A)\n"]
    );
}

#[test]
fn what_a_macro_defines_counts_as_defined_where_the_macro_is_called() {
    let a = ("a.rs", "use crate::b::Made; record!(A, Made);");
    let b = ("b.rs", "record!(Made); fn f(_: crate::a::A) {}");
    assert_eq!(
        printed(&[LIB, a, b]),
        ["a.rs -> b.rs (Made)\nb.rs -> a.rs (A)\n"]
    );
}

#[test]
fn what_only_tests_compile_does_not_count() {
    for b in [
        "pub struct B; #[cfg(test)] mod tests { use crate::a::A; }",
        "pub struct B; #[cfg(all(test, unix))] use crate::a::A;",
        "pub struct B; impl B { #[cfg(test)] fn a(_: crate::a::A) {} }",
        "pub struct B; #[cfg(test)] mod tests;",
    ] {
        let tests = ("b/tests.rs", "use crate::a::A;");
        let found = printed(&[LIB, A_USES_B, ("b.rs", b), tests]);
        assert_eq!(found, Vec::<String>::new(), "{b}");
    }
}

#[test]
fn what_a_feature_compiles_too_counts() {
    let b = "pub struct B; #[cfg(any(test, feature = \"more\"))] mod more { use crate::a::A; }";
    assert_eq!(
        printed(&[LIB, A_USES_B, ("b.rs", b)]),
        ["a.rs -> b.rs (B)\nb.rs -> a.rs (A)\n"]
    );
}

#[test]
fn the_names_of_other_crates_do_not_count() {
    let b = ("b.rs", "use a::A; pub struct B(A);");
    assert_eq!(printed(&[LIB, A_USES_B, b]), Vec::<String>::new());
}

#[test]
fn a_module_without_a_file_is_an_error() {
    let sources = [("lib.rs", "mod gone;")].into_iter().collect::<Sources>();
    let error = circles(&sources).unwrap_err();
    assert!(matches!(error, Unreadable::Missing { .. }), "{error}");
}
