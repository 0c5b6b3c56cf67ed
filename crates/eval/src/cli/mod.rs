//! The commands of `triplewire-eval`: each scores one task against gold files.

mod calibration;
mod coref;
mod ecbplus;
mod links;
mod merge;
mod muc;
mod relations;
mod times;

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::{Parser, Subcommand, ValueEnum};
use triplewire_eval::{
    Error, Report,
    align::Layout,
    chunk::{Chunk, chunks},
    ner::{self, Pair},
    parse,
};
use triplewire_facts::annotation::Document;
use triplewire_nlp::text::columns::{
    conll::{Conll, Row},
    conllu::{Block, Line, Treebank, column},
};

use triplewire::{
    Pipeline,
    program::{self, ModelArgs, Outcome, Output, text_of},
};
use triplewire_nlp::rules::RuleSet;

#[derive(Parser)]
#[command(
    name = "triplewire-eval",
    version,
    about = "Score a prediction, or the model itself, against a gold file",
    max_term_width = 100,
    after_help = "Examples:\n  \
    triplewire-eval ner dev.conll                 the model on the gold file's tokens\n  \
    triplewire-eval ner dev.conll dev.tagged      a file that `triplewire tag` wrote\n  \
    triplewire-eval calibration dev.conll --fold  are its scores probabilities? with maps fitted on other documents\n  \
    triplewire-eval parse dev.conllu --json       the model on gold words, as JSON\n  \
    triplewire-eval parse dev.conllu --raw        the model on the raw text, own words and sentences\n  \
    triplewire-eval coref dev/*.conllu            chains by head words; --exact for whole phrases, --names for names\n  \
    triplewire-eval coref development.tsv         the pronouns of GAP\n  \
    triplewire-eval muc dev.json                  role fillers of MUC-4 from the texts that come with the keys\n  \
    triplewire-eval muc key-tst1 --text tst1      the original keys and texts\n  \
    triplewire-eval muc dev.json dev.jsonl        a file that `triplewire extract` wrote\n  \
    triplewire-eval relations dev.jsonl           events of WikiEvents or RAMS; relations of CoNLL04 for dev.txt\n  \
    triplewire-eval relations facts.jsonl --fold 2  facts of KnowledgeNet, property by property\n  \
    triplewire-eval times TimeBank/*.tml          time expressions, extents and values\n  \
    triplewire-eval merge gold.json facts.jsonl   entities and events across documents\n  \
    triplewire-eval ecbplus folder facts.jsonl    events across documents of ECB+; without facts, its articles"
)]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Entities: precision, recall and F1 of exact matches, for each class and micro-averaged
    Ner(NerArgs),
    /// Scores of entities: expected calibration error over 15 bins of equal width, Brier score, reliability table
    Calibration(calibration::Args),
    /// Words, sentences, parts of speech, lemmas and dependencies, as in the CoNLL 2018 shared task
    Parse(ParseArgs),
    /// Coreference chains: MUC, B³, CEAF-e and their mean over OntoGUM; ambiguous pronouns of GAP
    Coref(coref::Args),
    /// Entities and events merged across documents: B³ against gold clusters
    Merge(merge::Args),
    /// Events merged across the documents of a topic of ECB+: MUC, B³, CEAF-e and their mean
    Ecbplus(ecbplus::Args),
    /// Role fillers of the MUC-4 templates: CEAF-REE for each role and micro-averaged
    Muc(muc::Args),
    /// Places: accuracy at 161 km of LGL and GeoWebNews, over linked names (precision) and over all (recall)
    Places(links::PlacesArgs),
    /// Links to Wikidata: precision and recall over the names of AIDA-CoNLL
    Links(links::LinksArgs),
    /// Relations of CoNLL04 and KnowledgeNet; triggers and arguments of WikiEvents and RAMS by event type
    Relations(relations::Args),
    /// Time expressions of TimeML files: extents and values as in TempEval-3
    Times(times::Args),
}

#[derive(clap::Args)]
struct NerArgs {
    /// Column file: token first, BIO tag last
    gold: PathBuf,
    /// Column file with the same tokens; without it the model tags them
    pred: Option<PathBuf>,
    /// Print the scores as JSON
    #[arg(long)]
    json: bool,
    /// Classes to compare: all nine, or mapped to the four of CoNLL-2003 [default: conll if GOLD has only those]
    #[arg(long, value_name = "SET", value_enum)]
    labels: Option<Set>,
    /// Count only these classes, such as PER,LOC,ORG
    #[arg(long, value_name = "CLASS,...", value_delimiter = ',')]
    types: Option<Vec<String>>,
    #[command(flatten)]
    model: ModelArgs,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Set {
    Nine,
    Conll,
}

#[derive(clap::Args)]
struct ParseArgs {
    /// CoNLL-U file
    gold: PathBuf,
    /// CoNLL-U file over the same text; without it the model parses the gold file's words
    pred: Option<PathBuf>,
    /// Print the scores as JSON
    #[arg(long)]
    json: bool,
    /// Let the model split the raw text into sentences and words itself
    #[arg(long, conflicts_with = "pred")]
    raw: bool,
    #[command(flatten)]
    model: ModelArgs,
}

/// Reads the call, scores and says how it went: the exit status.
pub fn run() -> u8 {
    match Args::try_parse() {
        Ok(args) => program::status(score(args)),
        Err(error) => program::refuse("triplewire-eval", &error),
    }
}

fn score(args: Args) -> anyhow::Result<Outcome> {
    let (report, json) = match args.task {
        Task::Ner(args) => (score_ner(&args)?, args.json),
        Task::Parse(args) => (score_parse(&args)?, args.json),
        Task::Calibration(args) => {
            calibration::run(&args)?;
            return Ok(Outcome::Done);
        }
        Task::Coref(args) => return coref::run(args),
        Task::Muc(args) => return muc::run(args),
        Task::Merge(args) => return merge::run(args),
        Task::Ecbplus(args) => return ecbplus::run(args),
        Task::Places(args) => return links::places(args),
        Task::Links(args) => return links::links(args),
        Task::Relations(args) => return relations::run(args),
        Task::Times(args) => return times::run(args),
    };
    let mut output = Output::open(None)?;
    if json {
        writeln!(output, "{}", serde_json::to_string_pretty(&report)?)?;
    } else {
        write!(output, "{report}")?;
    }
    output.finish()?;
    Ok(Outcome::Done)
}

fn score_ner(args: &NerArgs) -> anyhow::Result<Report> {
    let gold = Conll::parse(&text_of(&args.gold)?, &args.gold)?;
    let wanted = tagged(&gold, &args.gold)?;
    let found = match &args.pred {
        Some(path) => {
            let file = Conll::parse(&text_of(path)?, path)?;
            same_tokens(&gold, &file, path)?;
            tagged(&file, path)?
        }
        None => {
            let encoded = pipeline(&args.model)?.encode(&gold.documents)?;
            let tags = encoded
                .iter()
                .map(|sentence| sentence.tags.iter().map(ToString::to_string).collect());
            tags.map(|tags: Vec<String>| chunks(tags.iter().map(String::as_str)).unwrap_or_default())
                .collect()
        }
    };
    let labels = Set::or_of(args.labels, &wanted);
    let pairs: Vec<Pair> = gold
        .sentences()
        .zip(wanted)
        .zip(found)
        .map(|((rows, gold), predicted)| Pair {
            tokens: rows.len(),
            gold,
            predicted,
        })
        .collect();
    Ok(ner::score(&pairs, labels, args.types.as_deref()))
}

/// The pipeline for what needs no rules of its own.
fn pipeline(model: &ModelArgs) -> anyhow::Result<Pipeline> {
    model.pipeline(RuleSet::builtin()?)
}

/// The chunks of a file, sentence by sentence.
pub fn tagged(file: &Conll, path: &Path) -> anyhow::Result<Vec<Vec<Chunk>>> {
    let error = |row: Option<&Row>, what: String| Error::Line {
        path: path.into(),
        line: line_of(row),
        what,
    };
    let sentence = |rows: &[Row]| {
        let mut tags = Vec::with_capacity(rows.len());
        for row in rows {
            let Row::Token { tag, .. } = row else { continue };
            let tag = tag.as_deref();
            tags.push(tag.ok_or_else(|| error(Some(row), "no tag: a token and its tag wanted".into()))?);
        }
        chunks(tags).map_err(|(at, tag)| error(rows.get(at), format!("{tag:?} is no BIO tag")))
    };
    Ok(file.sentences().map(sentence).collect::<Result<_, _>>()?)
}

fn line_of(row: Option<&Row>) -> usize {
    match row {
        Some(Row::Token { line, .. }) => *line,
        _ => 0,
    }
}

/// Fails at the first token of `pred` that the gold file does not have there.
fn same_tokens(gold: &Conll, pred: &Conll, path: &Path) -> anyhow::Result<()> {
    let error = |line, what| Error::Line {
        path: path.into(),
        line,
        what,
    };
    let (mut ours, mut theirs) = (gold.sentences(), pred.sentences());
    let mut last = 1;
    loop {
        let (a, b) = match (ours.next(), theirs.next()) {
            (None, None) => return Ok(()),
            (Some(_), None) => return Err(error(last, "the gold file has more sentences".into()).into()),
            (None, b) => {
                let line = line_of(b.and_then(<[Row]>::first));
                return Err(error(line, "the gold file has fewer sentences".into()).into());
            }
            (Some(a), Some(b)) => (a, b),
        };
        let form = |row: &Row| match row {
            Row::Token { form, .. } => form.clone(),
            _ => String::new(),
        };
        for (at, row) in b.iter().enumerate() {
            last = line_of(Some(row));
            let (found, wanted) = (form(row), a.get(at).map(form));
            if wanted.as_ref() != Some(&found) {
                let wanted =
                    wanted.map_or_else(|| "the end of the sentence".into(), |form| format!("{form:?}"));
                let what = format!("{found:?} found where the gold file has {wanted}");
                return Err(error(last, what).into());
            }
        }
        if a.len() > b.len() {
            let what = format!(
                "the sentence ends where the gold file has {:?}",
                form(&a[b.len()])
            );
            return Err(error(last, what).into());
        }
    }
}

fn score_parse(args: &ParseArgs) -> anyhow::Result<Report> {
    let gold = Treebank::parse(&text_of(&args.gold)?, &args.gold)?;
    let layout = Layout::new(&gold.sentences, &args.gold)?;
    let path = args.pred.as_deref().unwrap_or(&args.gold);
    let system = match &args.pred {
        Some(path) => Treebank::parse(&text_of(path)?, path)?,
        None if args.raw => pipeline(&args.model)?.parse(raw_texts(&gold))?,
        None => {
            let mut system = gold;
            pipeline(&args.model)?.fill(&mut system)?;
            system
        }
    };
    Ok(parse::score(
        &layout,
        &Layout::new(&system.sentences, path)?,
        path,
    )?)
}

/// The raw texts of a treebank's documents: sentences in a row, an empty line between paragraphs.
fn raw_texts(gold: &Treebank) -> Vec<Document> {
    let mut documents = Vec::new();
    let mut blocks = gold.sentences.iter();
    for one in &gold.documents {
        let mut text = String::new();
        for block in blocks.by_ref().take(one.sentences.len()) {
            if !text.is_empty() && (block.is_marked("newpar") || block.is_marked("newdoc")) {
                text.truncate(text.trim_end().len());
                text.push_str("\n\n");
            }
            push_sentence(&mut text, block);
        }
        documents.push(Document {
            text,
            ..one.document.clone()
        });
    }
    documents
}

/// Appends a sentence as it was before it was cut into words.
fn push_sentence(text: &mut String, block: &Block) {
    let mut inside = 0;
    let mut number = 0;
    for line in &block.lines {
        let (form, misc) = match line {
            Line::Kept(_) => continue,
            Line::Range { last, text, .. } => {
                inside = *last;
                let columns: Vec<&str> = text.split('\t').collect();
                (columns[column::FORM], columns[column::MISC])
            }
            Line::Word(columns) => {
                number += 1;
                if number <= inside {
                    continue;
                }
                (columns[column::FORM].as_str(), columns[column::MISC].as_str())
            }
        };
        text.push_str(form);
        if !misc.split('|').any(|item| item == "SpaceAfter=No") {
            text.push(' ');
        }
    }
}
