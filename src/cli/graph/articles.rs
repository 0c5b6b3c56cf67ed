//! Articles on their way into the graph: options, and the pipeline over them.

use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use triplewire::program::{From, ModelArgs, Problems, ProfileArgs, PublishedArgs, RulesArgs, Warnings};
use triplewire_nlp::read::{Documents, Format};

use super::add::Loader;

/// How articles are read and what is extracted from them.
#[derive(clap::Args)]
pub struct ArticleArgs {
    /// Format of files with articles [default: jsonl for *.jsonl and *.ndjson, else text]
    #[arg(long, value_name = "FORMAT", value_enum)]
    from: Option<From>,
    #[command(flatten)]
    published: PublishedArgs,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    profile: ProfileArgs,
}

impl ArticleArgs {
    /// Whether a file may hold facts in place of articles: it is JSON lines, and can be read twice.
    pub fn may_be_facts(&self, file: &Path) -> bool {
        let format = self.from.map_or_else(|| Format::of(file), Into::into);
        format == Format::Jsonl && file.as_os_str() != "-"
    }
}

/// Runs the pipeline over articles. When there is no article, nobody waits for the model.
pub fn extract(
    args: ArticleArgs,
    rules: &RulesArgs,
    files: Vec<PathBuf>,
    loader: &mut Loader,
    problems: &mut Problems,
    progress: &ProgressBar,
) -> anyhow::Result<()> {
    let model = args.model.start();
    let rules = args.profile.select(rules.load()?, None)?;
    let documents = Documents::new(files, args.from.map(Into::into));
    let mut documents = args.published.date(documents).peekable();
    while let Some(error) = documents.next_if(Result::is_err).and_then(Result::err) {
        problems.report(error, progress);
    }
    if documents.peek().is_none() {
        return Ok(());
    }
    let mut warnings = Warnings::default();
    let pipeline = model.pipeline(rules)?;
    for facts in pipeline.stream(documents) {
        match facts {
            Ok(facts) => {
                warnings.tell(&facts, progress);
                loader.add(&facts)?;
            }
            Err(error) => problems.report(error, progress),
        }
        progress.inc(1);
    }
    Ok(())
}
