use std::collections::BTreeMap;
use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::{Item, ItemMod, Visibility};

use super::paths::{Mentioned, Used, used};
use super::sources::{Sources, Unreadable};
use super::test_only::{attributes, is_test_only};

/// The modules of a crate; the first is the root.
#[derive(Debug)]
pub(super) struct Tree(Vec<Module>);

/// A module: a file, or a block in a file.
#[derive(Debug)]
pub(super) struct Module {
    /// The file it stands in.
    pub(super) file: String,
    pub(super) parent: Option<usize>,
    pub(super) children: BTreeMap<String, usize>,
    /// What is defined here.
    pub(super) items: BTreeSet<String>,
    /// Macros of other modules that are exported at the root: name and file.
    pub(super) exported_macros: BTreeMap<String, String>,
    /// What `use` brings in; the flag says that it is a re-export.
    pub(super) uses: Vec<(Used, bool)>,
    pub(super) mentioned: Mentioned,
    /// Whether child modules have files of their own.
    pub(super) has_child_files: bool,
}

impl Tree {
    /// The tree below a root file.
    pub(super) fn read(sources: &Sources, root: &str) -> Result<Self, Unreadable> {
        let mut tree = Self(Vec::new());
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        tree.read_file(sources, root, folder, None)?;
        Ok(tree)
    }

    pub(super) fn modules(&self) -> impl Iterator<Item = (usize, &Module)> {
        self.0.iter().enumerate()
    }

    pub(super) fn module(&self, id: usize) -> &Module {
        &self.0[id]
    }

    /// Reads a file; `folder` is where the files of its child modules are.
    fn read_file(
        &mut self,
        sources: &Sources,
        file: &str,
        folder: &str,
        parent: Option<usize>,
    ) -> Result<usize, Unreadable> {
        let parsed = syn::parse_file(sources.text(file).unwrap_or_default()).map_err(|cause| {
            Unreadable::Syntax {
                file: file.to_owned(),
                cause,
            }
        })?;
        self.read_items(sources, &parsed.items, file, folder, parent)
    }

    fn read_items(
        &mut self,
        sources: &Sources,
        items: &[Item],
        file: &str,
        folder: &str,
        parent: Option<usize>,
    ) -> Result<usize, Unreadable> {
        let id = self.0.len();
        self.0.push(Module {
            file: file.to_owned(),
            parent,
            children: BTreeMap::new(),
            items: BTreeSet::new(),
            exported_macros: BTreeMap::new(),
            uses: Vec::new(),
            mentioned: Mentioned::default(),
            has_child_files: false,
        });
        for item in items.iter().filter(|item| !is_test_only(attributes(item))) {
            match item {
                Item::Mod(module) => {
                    let child = self.read_child(sources, module, file, folder, id)?;
                    self.0[id].children.insert(module.ident.to_string(), child);
                    self.0[id].has_child_files |= module.content.is_none();
                }
                Item::Use(item) => {
                    let exported = !matches!(item.vis, Visibility::Inherited);
                    let uses = used(&item.tree).into_iter().map(|used| (used, exported));
                    self.0[id].uses.extend(uses);
                }
                _ => {
                    self.define(id, item);
                    self.0[id].mentioned.read(item);
                }
            }
        }
        Ok(id)
    }

    fn read_child(
        &mut self,
        sources: &Sources,
        module: &ItemMod,
        file: &str,
        folder: &str,
        parent: usize,
    ) -> Result<usize, Unreadable> {
        let name = &module.ident;
        let path = if folder.is_empty() {
            name.to_string()
        } else {
            format!("{folder}/{name}")
        };
        if let Some((_, items)) = &module.content {
            return self.read_items(sources, items, file, &path, Some(parent));
        }
        let child = [format!("{path}.rs"), format!("{path}/mod.rs")]
            .into_iter()
            .find(|child| sources.text(child).is_some())
            .ok_or_else(|| Unreadable::Missing {
                file: file.to_owned(),
                module: name.to_string(),
            })?;
        self.read_file(sources, &child, &path, Some(parent))
    }

    fn define(&mut self, id: usize, item: &Item) {
        let name = match item {
            Item::Const(item) => &item.ident,
            Item::Enum(item) => &item.ident,
            Item::Fn(item) => &item.sig.ident,
            Item::Static(item) => &item.ident,
            Item::Struct(item) => &item.ident,
            Item::Trait(item) => &item.ident,
            Item::TraitAlias(item) => &item.ident,
            Item::Type(item) => &item.ident,
            Item::Union(item) => &item.ident,
            Item::Macro(item) => match &item.ident {
                Some(name) => {
                    if item
                        .attrs
                        .iter()
                        .any(|attribute| attribute.path().is_ident("macro_export"))
                    {
                        let file = self.0[id].file.clone();
                        self.0[0].exported_macros.insert(name.to_string(), file);
                    }
                    name
                }
                None => return defined_by_call(item.mac.tokens.clone(), &mut self.0[id].items),
            },
            _ => return,
        };
        self.0[id].items.insert(name.to_string());
    }
}

/// The items that a macro call spells out: `text_enum! { pub enum Status { … } }` defines `Status`.
fn defined_by_call(tokens: TokenStream, items: &mut BTreeSet<String>) {
    let mut after_keyword = false;
    for token in tokens {
        let TokenTree::Ident(word) = token else {
            after_keyword = false;
            continue;
        };
        if after_keyword {
            items.insert(word.to_string());
        }
        after_keyword = ["struct", "enum", "trait", "type", "fn", "const", "static"]
            .iter()
            .any(|keyword| word == keyword);
    }
}
