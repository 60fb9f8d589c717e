//! Reads the source of a crate: its modules, what each defines and imports, and every path that it writes.
//!
//! Code that only tests have (`#[cfg(test)]`, `#[test]`) is left out, files that only tests declare among it.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Meta, Token, UseTree, Visibility, punctuated::Punctuated};

/// The text of each file by its path below `src/`.
pub type Sources = BTreeMap<String, String>;

/// A path, or the place of a module below the crate: its segments.
pub type Names = Vec<String>;

/// How a path stands in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// In a `use` for this module alone.
    Import,
    /// In a `use` for others: what is named is handed on.
    Reexport,
    /// In code, in a type, or among a macro's tokens.
    Code,
    /// As the name of a macro that is called.
    Macro,
}

/// A path, where it stands.
#[derive(Debug, Clone)]
pub struct Reference {
    pub file: String,
    pub line: usize,
    pub module: Names,
    pub path: Names,
    pub how: How,
}

/// A module: a file, or a part of one in braces.
#[derive(Debug, Default)]
pub struct Module {
    pub file: String,
    /// What names types, traits and enums, whose paths may go on with a member.
    pub types: BTreeSet<String>,
    /// Functions, constants and statics.
    pub values: BTreeSet<String>,
    /// Names for something else, and what for: `use` and type aliases.
    pub aliases: Vec<(String, Names)>,
    /// `use path::*`.
    pub globs: Vec<Names>,
}

/// A crate as it is written.
#[derive(Debug, Default)]
pub struct Crate {
    pub modules: BTreeMap<Names, Module>,
    /// The file that defines each `macro_rules!`.
    pub macros: BTreeMap<String, String>,
    pub references: Vec<Reference>,
}

impl Crate {
    /// Parses all files.
    pub fn parse(sources: &Sources) -> Self {
        let mut found = Self::default();
        let mut tests = BTreeSet::new();
        for (file, text) in sources {
            let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("src/{file}: {error}"));
            let module = place(file);
            found.modules.entry(module.clone()).or_default().file.clone_from(file);
            let mut reader = Reader { found: &mut found, tests: &mut tests, file, module };
            reader.visit_file(&parsed);
        }
        let tested = |module: &Names| tests.iter().any(|test: &Names| module.starts_with(test));
        found.modules.retain(|module, _| !tested(module));
        found.references.retain(|reference| !tested(&reference.module));
        found
    }

    /// Whether other files lie below the module's own.
    pub fn has_children(&self, module: &Names) -> bool {
        let file = &self.modules[module].file;
        self.modules.iter().any(|(other, found)| other.starts_with(module) && found.file != *file)
    }
}

/// The module that a file is. The program itself, `main.rs`, stands beside the library's modules.
fn place(file: &str) -> Names {
    let names = file.trim_end_matches(".rs").split('/').map(str::to_owned);
    let mut names: Names = names.collect();
    names.pop_if(|last| last == "mod" || last == "lib");
    names
}

/// Walks through a file.
struct Reader<'a> {
    found: &'a mut Crate,
    /// Modules that only tests have.
    tests: &'a mut BTreeSet<Names>,
    file: &'a str,
    module: Names,
}

impl Reader<'_> {
    fn here(&mut self) -> &mut Module {
        let module = self.found.modules.entry(self.module.clone()).or_default();
        self.file.clone_into(&mut module.file);
        module
    }

    fn note(&mut self, line: usize, path: Names, how: How) {
        let (file, module) = (self.file.to_owned(), self.module.clone());
        self.found.references.push(Reference { file, line, module, path, how });
    }

    /// Takes a `use` apart: groups, new names, and everything of a module.
    fn import(&mut self, tree: &UseTree, mut path: Names, how: How) {
        match tree {
            UseTree::Path(step) => {
                path.push(step.ident.to_string());
                self.import(&step.tree, path, how);
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, path.clone(), how)),
            UseTree::Glob(glob) => {
                self.here().globs.push(path.clone());
                self.note(glob.star_token.span.start().line, path, how);
            }
            UseTree::Name(name) => self.named(name.ident.span(), &name.ident.to_string(), None, path, how),
            UseTree::Rename(new) => {
                self.named(new.ident.span(), &new.ident.to_string(), Some(new.rename.to_string()), path, how);
            }
        }
    }

    fn named(&mut self, span: proc_macro2::Span, name: &str, new: Option<String>, mut path: Names, how: How) {
        // `{self}` is the module itself; alone, `self` begins a path.
        if name != "self" || path.is_empty() {
            path.push(name.to_owned());
        }
        let new = new.unwrap_or_else(|| path.last().cloned().unwrap_or_default());
        self.here().aliases.push((new, path.clone()));
        self.note(span.start().line, path, how);
    }

    /// Finds paths and calls of macros among a macro's tokens, which nobody has parsed.
    fn scan(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let colons = |at: usize| {
            matches!(&tokens[at.min(tokens.len())..],
                [TokenTree::Punct(a), TokenTree::Punct(b), TokenTree::Ident(_), ..]
                    if a.as_char() == ':' && a.spacing() == Spacing::Joint && b.as_char() == ':')
        };
        let mut at = 0;
        while at < tokens.len() {
            let line = tokens[at].span().start().line;
            match &tokens[at] {
                TokenTree::Group(group) => self.scan(group.stream()),
                TokenTree::Ident(ident) => {
                    let mut path = vec![ident.to_string()];
                    while colons(at + 1) {
                        at += 3;
                        path.push(tokens[at].to_string());
                    }
                    let called = matches!(&tokens[at + 1..], [TokenTree::Punct(mark), TokenTree::Group(group), ..]
                        if mark.as_char() == '!' && group.delimiter() != Delimiter::None);
                    match called {
                        true => self.note(line, path, How::Macro),
                        // A name alone may be anything; what it stands for was imported or is defined here.
                        false if path.len() > 1 => self.note(line, path, How::Code),
                        false => {}
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }
}

fn names(path: &syn::Path) -> Names {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

fn line(path: &syn::Path) -> usize {
    path.segments.first().map_or(0, |segment| segment.ident.span().start().line)
}

/// Whether only tests have what is so marked.
fn only_tests(attributes: &[Attribute]) -> bool {
    fn holds(condition: &Meta) -> bool {
        let Meta::List(list) = condition else { return condition.path().is_ident("test") };
        let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).unwrap_or_default();
        let is = |name| list.path.is_ident(name);
        (is("all") && parts.iter().any(holds)) || (is("any") && !parts.is_empty() && parts.iter().all(holds))
    }
    attributes.iter().any(|attribute| {
        let condition = || attribute.parse_args::<Meta>().is_ok_and(|condition| holds(&condition));
        attribute.path().is_ident("test") || (attribute.path().is_ident("cfg") && condition())
    })
}

fn attributes(item: &syn::Item) -> &[Attribute] {
    use syn::Item::{Const, Enum, ExternCrate, Fn, Impl, Macro, Mod, Static, Struct, Trait, Type, Union, Use};
    match item {
        Const(syn::ItemConst { attrs, .. })
        | Enum(syn::ItemEnum { attrs, .. })
        | ExternCrate(syn::ItemExternCrate { attrs, .. })
        | Fn(syn::ItemFn { attrs, .. })
        | Impl(syn::ItemImpl { attrs, .. })
        | Macro(syn::ItemMacro { attrs, .. })
        | Mod(syn::ItemMod { attrs, .. })
        | Static(syn::ItemStatic { attrs, .. })
        | Struct(syn::ItemStruct { attrs, .. })
        | Trait(syn::ItemTrait { attrs, .. })
        | Type(syn::ItemType { attrs, .. })
        | Union(syn::ItemUnion { attrs, .. })
        | Use(syn::ItemUse { attrs, .. }) => attrs,
        _ => &[],
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        use syn::Item::{Const, Enum, ExternCrate, Fn, Static, Struct, Trait, Type, Union};
        if only_tests(attributes(item)) {
            if let syn::Item::Mod(module) = item {
                let name = module.ident.to_string();
                self.tests.insert(self.module.iter().cloned().chain([name]).collect());
            }
            return;
        }
        let (kind, name) = match item {
            Struct(item) => (Some(true), item.ident.to_string()),
            Enum(item) => (Some(true), item.ident.to_string()),
            Union(item) => (Some(true), item.ident.to_string()),
            Trait(item) => (Some(true), item.ident.to_string()),
            Fn(item) => (Some(false), item.sig.ident.to_string()),
            Const(item) => (Some(false), item.ident.to_string()),
            Static(item) => (Some(false), item.ident.to_string()),
            Type(item) => {
                let name = item.ident.to_string();
                self.here().types.insert(name.clone());
                if let syn::Type::Path(alias) = &*item.ty {
                    self.here().aliases.push((name, names(&alias.path)));
                }
                (None, String::new())
            }
            ExternCrate(item) => {
                let name = item.ident.to_string();
                let new = item.rename.as_ref().map(|(_, new)| new.to_string());
                self.named(item.ident.span(), &name, new, Vec::new(), How::Import);
                (None, String::new())
            }
            _ => (None, String::new()),
        };
        match kind {
            Some(true) => drop(self.here().types.insert(name)),
            Some(false) => drop(self.here().values.insert(name)),
            None => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        self.module.push(module.ident.to_string());
        if module.content.is_some() {
            self.here();
            visit::visit_item_mod(self, module);
        }
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let how = if matches!(item.vis, Visibility::Inherited) { How::Import } else { How::Reexport };
        self.import(&item.tree, Vec::new(), how);
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        if let Some(name) = &item.ident {
            self.found.macros.insert(name.to_string(), self.file.to_owned());
        }
        visit::visit_item_macro(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !only_tests(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    /// `<File>::create` is `File::create`.
    fn visit_expr_path(&mut self, expression: &'ast syn::ExprPath) {
        if let Some(syn::QSelf { ty, position: 0, .. }) = &expression.qself
            && let syn::Type::Path(of) = &**ty
        {
            let path = [names(&of.path), names(&expression.path)].concat();
            self.note(line(&of.path), path, How::Code);
        }
        visit::visit_expr_path(self, expression);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.note(line(path), names(path), How::Code);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.note(line(&called.path), names(&called.path), How::Macro);
        self.scan(called.tokens.clone());
    }

    /// `pub(in crate::task)` imports nothing.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    /// Attributes name macros of the compiler and of other crates.
    fn visit_attribute(&mut self, _: &'ast Attribute) {}
}
