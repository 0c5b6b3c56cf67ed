//! Variables of rule files: named pieces of paths and lists, and files that import those of others.
//!
//! In: the `[vars]` and `import` of every file. Out: lists of strings with every `$name` replaced. A variable that is a
//! string stands anywhere in a string; one that is a list stands for several elements of a list.

use std::collections::BTreeMap;

use super::source::{Text, Texts};

/// How deep variables may lie in each other and files import each other.
const DEEPEST: usize = 32;

/// What one file defines.
#[derive(Debug, Clone, Default)]
pub struct Definitions {
    pub vars: BTreeMap<String, Texts>,
    /// Names of files, as `patterns/common.toml`.
    pub imports: Vec<Text>,
}

/// The variables that one file can use.
#[derive(Debug, Default)]
pub struct Variables {
    known: BTreeMap<String, Texts>,
}

/// A mistake: where in the file it stands, unless in what was imported, and what it is.
pub type Mistake = (usize, String);

impl Variables {
    /// Those of the file `name` and of all that it imports; its own go before imported ones.
    pub fn of(name: &str, files: &BTreeMap<String, Definitions>) -> Result<Self, Mistake> {
        let mut variables = Self::default();
        variables.collect(name, files, &mut vec![name.to_string()])?;
        Ok(variables)
    }

    fn collect(
        &mut self,
        name: &str,
        files: &BTreeMap<String, Definitions>,
        way: &mut Vec<String>,
    ) -> Result<(), Mistake> {
        let Some(file) = files.get(name) else {
            return Ok(());
        };
        for (variable, value) in &file.vars {
            self.known
                .entry(variable.clone())
                .or_insert_with(|| value.clone());
        }
        for import in &file.imports {
            let (at, wanted) = (import.span().start, import.get_ref());
            if !files.contains_key(wanted) {
                let all: Vec<&str> = files.keys().map(String::as_str).collect();
                let all = all.join(", ");
                return Err((
                    at,
                    format!("`import`: there is no rule file `{wanted}`; there are {all}"),
                ));
            }
            if way.contains(wanted) {
                let way = way.join("` imports `");
                return Err((
                    at,
                    format!("`import` goes round in a circle: `{way}` imports `{wanted}`"),
                ));
            }
            way.push(wanted.clone());
            self.collect(wanted, files, way)?;
            way.pop();
        }
        Ok(())
    }

    /// The elements of a list with all variables replaced, each with the byte offset where it is written.
    pub fn expand(&self, list: &[Text]) -> Result<Vec<(usize, String)>, Mistake> {
        let mut expanded = Vec::new();
        for text in list {
            let at = text.span().start;
            if !text.get_ref().contains('$') {
                expanded.push((at, text.get_ref().clone()));
                continue;
            }
            let elements = self.elements(text.get_ref(), 0).map_err(|what| (at, what))?;
            expanded.extend(elements.into_iter().map(|element| (at, element)));
        }
        Ok(expanded)
    }

    fn elements(&self, text: &str, depth: usize) -> Result<Vec<String>, String> {
        if depth > DEEPEST {
            return Err(format!("the variables in `{text}` go round in a circle"));
        }
        if let Some(name) = text.strip_prefix('$').filter(|name| name.chars().all(is_part))
            && let Texts::Many(values) = self.get(name)?
        {
            let each = values.iter().map(|value| self.elements(value, depth + 1));
            return Ok(each.collect::<Result<Vec<_>, _>>()?.concat());
        }
        self.replaced(text, depth).map(|text| vec![text])
    }

    fn replaced(&self, text: &str, depth: usize) -> Result<String, String> {
        if depth > DEEPEST {
            return Err(format!("the variables in `{text}` go round in a circle"));
        }
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$') {
            out.push_str(before);
            let end = after.find(|c| !is_part(c)).unwrap_or(after.len());
            let (name, behind) = after.split_at(end);
            match name.chars().next() {
                Some(first) if !first.is_ascii_digit() => match self.get(name)? {
                    Texts::One(value) => out.push_str(&self.replaced(value, depth + 1)?),
                    Texts::Many(_) => {
                        return Err(format!(
                            "`${name}` is a list: it can only stand alone, as an element"
                        ));
                    }
                },
                _ => {
                    out.push('$');
                    out.push_str(name);
                }
            }
            rest = behind;
        }
        out.push_str(rest);
        Ok(out)
    }

    fn get(&self, name: &str) -> Result<&Texts, String> {
        self.known.get(name).ok_or_else(|| {
            let all: Vec<String> = self.known.keys().map(|name| format!("`${name}`")).collect();
            match all.is_empty() {
                true => format!("unknown variable `${name}`: the file has no [vars] and imports none"),
                false => format!("unknown variable `${name}`; the file knows {}", all.join(", ")),
            }
        })
    }
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::source::RuleFile;

    fn files(texts: &[(&str, &str)]) -> BTreeMap<String, Definitions> {
        let each = texts.iter().map(|(name, text)| {
            let file = RuleFile::parse(name, text).unwrap();
            let (vars, imports) = (file.vars, file.import);
            (name.to_string(), Definitions { vars, imports })
        });
        each.collect()
    }

    fn expanded(texts: &[(&str, &str)], list: &str) -> Result<Vec<String>, String> {
        let files = files(texts);
        let variables = Variables::of(texts[0].0, &files).map_err(|(_, what)| what)?;
        let list = RuleFile::parse("list", &format!("import = {list}"))
            .unwrap()
            .import;
        let found = variables.expand(&list).map_err(|(_, what)| what)?;
        Ok(found.into_iter().map(|(_, text)| text).collect())
    }

    #[test]
    fn pieces_and_lists_are_put_in() {
        let file = "[vars]\nin = \"case=in|at\"\nplace = [\">obl[$in]\", \">nmod[$in]\"]\n";
        let found = expanded(
            &[("a.toml", file)],
            "[\">obl[$in] >nmod\", \"$place\", \"[lemma=$]\"]",
        );
        assert_eq!(
            found.unwrap(),
            [
                ">obl[case=in|at] >nmod",
                ">obl[case=in|at]",
                ">nmod[case=in|at]",
                "[lemma=$]"
            ]
        );
    }

    #[test]
    fn imports_reach_through_files_and_own_variables_go_first() {
        let texts = [
            ("a.toml", "import = [\"b.toml\"]\n[vars]\nx = \"own\"\n"),
            ("b.toml", "import = [\"c.toml\"]\n[vars]\nx = \"b\"\ny = \"$z\"\n"),
            ("c.toml", "[vars]\nz = \"c\"\n"),
        ];
        assert_eq!(expanded(&texts, "[\"$x $y\"]").unwrap(), ["own c"]);
    }

    #[test]
    fn mistakes_say_what_there_is() {
        let round = [
            ("a.toml", "import = [\"b.toml\"]\n"),
            ("b.toml", "import = [\"a.toml\"]\n"),
        ];
        let in_vars = [("a.toml", "[vars]\nx = \"$y\"\ny = \"$x\"\nl = [\"a\"]\n")];
        for (texts, list, what) in [
            (
                &round[..],
                "[]",
                "goes round in a circle: `a.toml` imports `b.toml` imports `a.toml`",
            ),
            (&in_vars[..], "[\"$x\"]", "go round in a circle"),
            (
                &in_vars[..],
                "[\"$p\"]",
                "unknown variable `$p`; the file knows `$l`, `$x`, `$y`",
            ),
            (&in_vars[..], "[\">$l\"]", "`$l` is a list"),
            (
                &[("a.toml", "import = [\"d.toml\"]")][..],
                "[]",
                "there is no rule file `d.toml`; there are a.toml",
            ),
            (&[("a.toml", "")][..], "[\"$p\"]", "the file has no [vars]"),
        ] {
            let error = expanded(texts, list).unwrap_err();
            assert!(error.contains(what), "{error}");
        }
    }
}
