//! Finds import circles: files of one crate that import each other, directly or through other files.
//!
//! `sources` reads the files, `module` builds the tree of modules, `test_only` leaves out what only tests compile,
//! `paths` collects the paths that code mentions, `resolve` finds the file that defines a path, `graph` finds the circles.
//!
//! A file imports another when it mentions a name, in a `use` or in a path, that the other file defines. Re-exports are
//! followed to the definition. A re-export in a crate root or in the file of a module with child files is no import.
//! What compiles only under `cfg(test)` does not count.

mod graph;
mod module;
mod paths;
mod resolve;
mod sources;
mod test_only;

pub use graph::{Circle, Import};
pub use sources::{Sources, Unreadable};

/// The import circles of the crate whose `src` files are given: enough of them that each import which is part of a circle
/// is in one. Shortest first.
///
/// # Errors
///
/// A file cannot be read as Rust, or the file of a module is missing.
pub fn circles(sources: &Sources) -> Result<Vec<Circle>, Unreadable> {
    let mut imports = graph::Graph::default();
    for root in sources.roots() {
        let tree = module::Tree::read(sources, root)?;
        for import in resolve::imports(&tree) {
            imports.add(import);
        }
    }
    Ok(imports.circles())
}
