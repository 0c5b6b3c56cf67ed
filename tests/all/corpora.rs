//! What the readers and the cutter make of whole corpora, which are not part of the project: `make test-corpora`, with the
//! folder that holds them in TRIPLEWIRE_DATA.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use triplewire_eval::{coref, gap};
use triplewire_nlp::text::segment;

use crate::{support::lexicon, text::is_silent};

/// A folder of the corpora.
fn data(name: &str) -> PathBuf {
    let data = std::env::var_os("TRIPLEWIRE_DATA").unwrap_or_else(|| "../shared/data".into());
    Path::new(&data).join(name)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Gold text of a treebank: raw text with a blank line between paragraphs, and the words of each sentence.
fn treebank(path: &Path) -> (String, Vec<Vec<String>>) {
    let file = read(path);
    let (mut text, mut sentences, mut words) = (String::new(), Vec::new(), Vec::new());
    let mut covered = 0;
    for line in file.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        if line.starts_with("# newdoc") || line.starts_with("# newpar") {
            text.truncate(text.trim_end().len());
            text.push_str("\n\n");
        } else if line.is_empty() {
            sentences.push(std::mem::take(&mut words));
            covered = 0;
        } else if fields.len() == 10 && !fields[0].contains('.') {
            let blank = if fields[9].contains("SpaceAfter=No") {
                ""
            } else {
                " "
            };
            if let Some((_, last)) = fields[0].split_once('-') {
                covered = last.parse().unwrap();
                text.extend([fields[1], blank]);
                continue;
            }
            if fields[0].parse::<usize>().unwrap() > covered {
                text.extend([fields[1], blank]);
            }
            words.push(fields[1].to_owned());
        }
    }
    (text, sentences)
}

/// Ranges over the characters that are no blanks, of tokens and of sentences.
fn ranges<'a>(sentences: impl Iterator<Item = Vec<&'a str>>) -> [HashSet<(usize, usize)>; 2] {
    let mut found = [const { None }; 2].map(|_: Option<()>| HashSet::new());
    let mut at = 0;
    for words in sentences {
        let start = at;
        for word in words {
            let end = at + word.chars().filter(|c| !is_silent(*c)).count();
            found[0].insert((at, end));
            at = end;
        }
        found[1].insert((start, at));
    }
    found
}

#[test]
#[ignore = "needs the corpora: make test-corpora DATA=../shared/data"]
fn cuts_agree_with_the_treebanks() {
    for (name, least) in [("ewt", [98.5, 80.0]), ("gum", [98.5, 90.0])] {
        let (text, gold) = treebank(&data("syntax").join(name).join("dev.conllu"));
        let found = segment(&text, lexicon());
        let gold = ranges(
            gold.iter()
                .map(|words| words.iter().map(String::as_str).collect()),
        );
        let found = ranges(
            found
                .iter()
                .map(|sentence| sentence.tokens.iter().map(|t| t.of(&text)).collect()),
        );
        for (what, ((gold, found), least)) in ["tokens", "sentences"]
            .iter()
            .zip(gold.iter().zip(&found).zip(least))
        {
            let f1 = 200.0 * gold.intersection(found).count() as f64 / (gold.len() + found.len()) as f64;
            println!("{name} {what}: F1 {f1:.2}");
            assert!(f1 >= least, "{name} {what}: F1 {f1:.2}");
        }
    }
}

#[test]
#[ignore = "needs the corpora: make test-corpora DATA=../shared/data"]
fn chains_and_pronouns_are_read_whole() {
    let path = data("coref/gap/development.tsv");
    assert_eq!(gap::read(&read(&path), &path).unwrap().len(), 2000);
    let folder = data("coref/ontogum");
    let files: Vec<_> = fs::read_dir(&folder).unwrap().collect();
    assert!(!files.is_empty(), "{}", folder.display());
    for entry in files {
        let path = entry.unwrap().path();
        let found = coref::read(&read(&path), &path).unwrap();
        assert_eq!(found.len(), 1, "{}", path.display());
        assert!(
            found[0].chains.iter().any(|chain| chain.len() > 1),
            "{}",
            path.display()
        );
    }
}
