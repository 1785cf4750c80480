use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, ItemUse, Macro, Path, UseTree};

use super::test_only::{attributes, impl_attributes, is_test_only};

/// A path that a `use` names.
#[derive(Debug)]
pub(super) struct Used {
    pub(super) path: Vec<String>,
    /// The name it has here; none where it has no name (`as _`).
    pub(super) name: Option<String>,
    /// All names of the path (`::*`).
    pub(super) glob: bool,
}

/// What a module mentions, its child modules apart.
#[derive(Debug, Default)]
pub(super) struct Mentioned {
    /// Paths in expressions, types, patterns, macros and attributes.
    pub(super) paths: Vec<Vec<String>>,
    /// The `use` items in blocks.
    pub(super) uses: Vec<Used>,
}

impl Mentioned {
    /// Adds what an item mentions.
    pub(super) fn read(&mut self, item: &Item) {
        self.visit_item(item);
    }

    fn read_tokens(&mut self, tokens: TokenStream, strings: bool) {
        let mut path: Vec<String> = Vec::new();
        // How many colons stand behind the last name.
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' && !path.is_empty() => {
                    colons += 1;
                    continue;
                }
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.paths.push(std::mem::take(&mut path));
                    }
                    path.push(name.to_string());
                    colons = 0;
                    continue;
                }
                TokenTree::Group(group) => self.read_tokens(group.stream(), strings),
                TokenTree::Literal(literal) if strings => self.read_string(&literal.to_string()),
                _ => {}
            }
            self.paths.push(std::mem::take(&mut path));
            colons = 0;
        }
        self.paths.push(path);
        self.paths.retain(|path| !path.is_empty());
    }

    /// Derives take paths in strings: `#[serde(with = "crate::text")]`.
    fn read_string(&mut self, literal: &str) {
        let path = literal
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
            .and_then(|text| syn::parse_str::<Path>(text).ok());
        if let Some(path) = path {
            self.paths.push(segments(&path));
        }
    }
}

impl<'a> Visit<'a> for Mentioned {
    fn visit_item(&mut self, item: &'a Item) {
        if !is_test_only(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'a ImplItem) {
        if !is_test_only(impl_attributes(item)) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        self.uses.extend(used(&item.tree));
    }

    fn visit_path(&mut self, path: &'a Path) {
        self.paths.push(segments(path));
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'a Macro) {
        self.paths.push(segments(&call.path));
        self.read_tokens(call.tokens.clone(), false);
    }

    fn visit_attribute(&mut self, attribute: &'a Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            self.read_tokens(list.tokens.clone(), true);
        }
    }
}

fn segments(path: &Path) -> Vec<String> {
    path.segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect()
}

/// All paths of a `use`.
pub(super) fn used(tree: &UseTree) -> Vec<Used> {
    let mut found = Vec::new();
    collect(tree, &mut Vec::new(), &mut found);
    found
}

fn collect(tree: &UseTree, before: &mut Vec<String>, found: &mut Vec<Used>) {
    let mut add = |last: Option<String>, name: Option<String>, glob| {
        // `use a::{self}` names `a`.
        let last = last.filter(|last| last != "self" || before.is_empty());
        let path: Vec<String> = before.iter().cloned().chain(last).collect();
        let name = name.map(|name| match (&*name, path.last()) {
            ("self", Some(last)) => last.clone(),
            _ => name,
        });
        found.push(Used { path, name, glob });
    };
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            collect(&path.tree, before, found);
            before.pop();
        }
        UseTree::Name(name) => add(
            Some(name.ident.to_string()),
            Some(name.ident.to_string()),
            false,
        ),
        UseTree::Rename(rename) => {
            let name = Some(rename.rename.to_string()).filter(|name| name != "_");
            add(Some(rename.ident.to_string()), name, false);
        }
        UseTree::Glob(_) => add(None, None, true),
        UseTree::Group(group) => {
            for tree in &group.items {
                collect(tree, before, found);
            }
        }
    }
}
