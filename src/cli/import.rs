//! `model import`: a Hugging Face checkpoint becomes a model folder.

use std::{
    io::{IsTerminal, Write, stderr},
    path::{Path, PathBuf},
};

use clap::ValueEnum;
use triplewire_encoder::foreign::{self, Hub, Import, Scheme, is_hub_id};

use super::model::{scheme, table};

use triplewire::program::{Outcome, Output};
use triplewire_lexicon::Lexicon;

/// Import a Hugging Face token-classification checkpoint as a model
///
/// Takes BERT, DistilBERT, RoBERTa (and XLM-RoBERTa), ELECTRA, DeBERTa v2 and ALBERT, from model.safetensors or
/// pytorch_model.bin. The labels are mapped to the classes of this program, and the mapping is printed; --map overrides it.
/// Such a model tags entities and has no parser: en-small parses beside it.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    triplewire model import ~/bert-ner --name bert-ner\n  \
    triplewire model import owner/checkpoint --name theirs     fetched from the hub\n  \
    triplewire model import ckpt --name x --map LABEL_1=B-PER --map wine=PRODUCT --map B-AGE=O\n  \
    triplewire extract article.txt --model bert-ner")]
pub struct Args {
    /// Folder of the checkpoint, or its name on the Hugging Face hub as OWNER/NAME, to download it into the hub's own cache
    #[arg(value_name = "DIR|HUB-ID")]
    checkpoint: String,
    /// Name of the model
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Folder to write [default: models/NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The meaning of a label, or of all labels of a class: one of the nine classes, a tag such as B-PER, or O. May be
    /// given several times
    #[arg(long, value_name = "LABEL=CLASS", value_parser = pair)]
    map: Vec<(String, String)>,
    /// How the labels mark where a name begins [default: detected by running the checkpoint on a few sentences]
    #[arg(long, value_name = "SCHEME", value_enum)]
    scheme: Option<SchemeArg>,
    /// Greatest number of wordpieces in a window of sentences [default: 256, or what the checkpoint can take]
    #[arg(long, value_name = "N")]
    window: Option<usize>,
    /// Number format of the weights [default: those of the checkpoint]
    #[arg(long, value_name = "KIND", value_enum)]
    dtype: Option<Dtype>,
    /// Replace a model that is there already
    #[arg(long)]
    force: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum SchemeArg {
    /// A name begins with B (BIO, BIOES and BILOU)
    Iob2,
    /// A name begins with I; B only separates it from a name of the same class before it
    Iob1,
}

#[derive(Clone, Copy, ValueEnum)]
enum Dtype {
    F32,
    F16,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((label, class)) if !label.is_empty() && !class.is_empty() => Ok((label.into(), class.into())),
        _ => Err("LABEL=CLASS is wanted".into()),
    }
}

pub fn run(args: Args) -> anyhow::Result<Outcome> {
    let out = args.out.unwrap_or_else(|| Path::new("models").join(&args.name));
    let lexicon = Lexicon::builtin()?;
    let mut import = Import {
        checkpoint: Path::new(&args.checkpoint),
        name: &args.name,
        out: &out,
        lexicon: &lexicon,
        map: &args.map,
        scheme: args.scheme.map(|scheme| match scheme {
            SchemeArg::Iob2 => Scheme::Iob2,
            SchemeArg::Iob1 => Scheme::Iob1,
        }),
        window: args.window,
        dtype: args.dtype.map(|dtype| match dtype {
            Dtype::F32 => foreign::Dtype::F32,
            Dtype::F16 => foreign::Dtype::F16,
        }),
        force: args.force,
    };
    let fetched;
    if !import.checkpoint.exists() && is_hub_id(&args.checkpoint) {
        import.check_out()?;
        fetched = Hub::from_env(stderr().is_terminal())?.fetch(&args.checkpoint)?;
        import.checkpoint = &fetched;
    }
    let imported = foreign::import(&import)?;
    let mut output = Output::open(None)?;
    table(&mut output, &imported.source)?;
    writeln!(
        output,
        "\n{} from {}, {}, windows of {} wordpieces: {}",
        imported.source.architecture,
        imported.file,
        scheme(imported.source.scheme),
        imported.window,
        out.display()
    )?;
    output.finish()?;
    Ok(Outcome::Done)
}
