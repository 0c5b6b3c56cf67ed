//! Checkpoints from the Hugging Face hub, by name.
//!
//! In: `owner/name`. Out: a folder with the files that an import reads. A copy in the hub's own cache on this machine is
//! used as it is; else the files are fetched over HTTP. `HF_ENDPOINT` names another server and `HF_HOME` another
//! cache, as for Hugging Face's own tools. Nothing is fetched unless a name is given.

use std::{
    env, fs,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::Value;
use ureq::Agent;

use super::{Settings, tokenizer};
use crate::{Error, Result};

const ENDPOINT: &str = "https://huggingface.co";
/// A server that says nothing for so long is given up.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where checkpoints are looked for.
#[derive(Debug, Clone)]
pub struct Hub {
    endpoint: String,
    cache: Option<PathBuf>,
}

/// Whether the word has the form of a name on the hub: `owner/name`.
pub fn is_hub_id(word: &str) -> bool {
    let fits = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    matches!(word.split('/').collect::<Vec<_>>()[..], [owner, name] if fits(owner) && fits(name))
}

impl Hub {
    pub fn new(endpoint: &str, cache: Option<PathBuf>) -> Self {
        Self {
            endpoint: endpoint.trim_end_matches('/').to_owned(),
            cache,
        }
    }

    /// As the environment says.
    pub fn from_env() -> Self {
        let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
        let home = set("HF_HOME").map(PathBuf::from);
        let home = home.or_else(|| Some(PathBuf::from(set("HOME")?).join(".cache/huggingface")));
        let endpoint = set("HF_ENDPOINT").and_then(|value| value.into_string().ok());
        Self::new(
            endpoint.as_deref().unwrap_or(ENDPOINT),
            home.map(|home| home.join("hub")),
        )
    }

    /// The folder of a checkpoint: the cache's, or `folder`, filled. `tell` hears of each file before it is fetched.
    ///
    /// # Errors
    /// [`Error::Usage`] that says which file could not be fetched from where; [`Error::Io`] when it cannot be written.
    pub fn fetch(&self, id: &str, folder: &Path, tell: &mut dyn FnMut(&str)) -> Result<PathBuf> {
        if let Some(cached) = self.cached(id) {
            return Ok(cached);
        }
        let agent = ureq::builder()
            .timeout_connect(PATIENCE)
            .timeout_read(PATIENCE)
            .build();
        let mut get = |file: &str| -> Result<bool> {
            tell(&format!("{}/{id}: {file}", self.endpoint));
            self.download(&agent, id, file, &folder.join(file))
        };
        if !get("config.json")? {
            let endpoint = &self.endpoint;
            return Err(Error::Usage(format!(
                "{endpoint} has no checkpoint {id} with a config.json"
            )));
        }
        let architecture = Settings::read(folder)?.architecture;
        for file in tokenizer::OPTION_FILES {
            get(file)?;
        }
        if !get("tokenizer.json")? {
            for file in tokenizer::vocabulary_files(architecture) {
                get(file)?;
            }
        }
        for file in ["model.safetensors", "pytorch_model.bin"] {
            if get(file)? {
                return Ok(folder.into());
            }
            let index = format!("{file}.index.json");
            if get(&index)? {
                for part in parts(&folder.join(&index))? {
                    get(&part)?;
                }
                return Ok(folder.into());
            }
        }
        // The import says what is missing.
        Ok(folder.into())
    }

    /// The copy in the hub's cache, when it is whole enough to have a configuration.
    fn cached(&self, id: &str) -> Option<PathBuf> {
        let folder = self
            .cache
            .as_ref()?
            .join(format!("models--{}", id.replace('/', "--")));
        let revision = fs::read_to_string(folder.join("refs/main")).ok()?;
        let revision =
            Some(revision.trim()).filter(|text| text.chars().all(|c| c.is_ascii_alphanumeric()))?;
        let snapshot = folder.join("snapshots").join(revision);
        let weights = ["model.safetensors", "pytorch_model.bin"];
        let whole = weights.iter().any(|file| {
            snapshot.join(file).is_file() || snapshot.join(format!("{file}.index.json")).is_file()
        });
        (whole && snapshot.join("config.json").is_file()).then_some(snapshot)
    }

    /// Fetches one file; false when the server does not have it.
    fn download(&self, agent: &Agent, id: &str, file: &str, to: &Path) -> Result<bool> {
        let address = format!("{}/{id}/resolve/main/{file}", self.endpoint);
        let failed = |what: String| Error::Usage(format!("{address}: {what}"));
        let answer = match agent.get(&address).call() {
            Ok(answer) => answer,
            Err(ureq::Error::Status(404, _)) => return Ok(false),
            Err(ureq::Error::Status(401 | 403, _)) => {
                return Err(failed(
                    "the server does not give it out (no such checkpoint, or not for everybody)".into(),
                ));
            }
            Err(ureq::Error::Status(status, _)) => {
                return Err(failed(format!("the server answered {status}")));
            }
            Err(ureq::Error::Transport(error)) => return Err(failed(short(&error))),
        };
        let due = answer
            .header("Content-Length")
            .and_then(|length| length.parse::<u64>().ok());
        let mut output = BufWriter::new(fs::File::create(to).map_err(|e| Error::io(to, e))?);
        let length = io::copy(&mut answer.into_reader(), &mut output).map_err(|e| failed(e.to_string()))?;
        output.flush().map_err(|e| Error::io(to, e))?;
        if due.is_some_and(|due| due != length) {
            return Err(failed(format!("only {length} bytes came")));
        }
        Ok(true)
    }
}

/// An error of the network in one line, without the address, which is said anyway.
fn short(error: &ureq::Transport) -> String {
    let kind = error.kind().to_string();
    let what = error.message().unwrap_or("");
    let line = if what.is_empty() {
        kind
    } else {
        format!("{kind}: {what}")
    };
    line.replace('\n', " ")
}

/// The files that an index lists; an import checks their names again.
fn parts(index: &Path) -> Result<Vec<String>> {
    let bytes = fs::read(index).map_err(|e| Error::io(index, e))?;
    let listed: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let map = listed.get("weight_map").and_then(Value::as_object);
    let mut parts: Vec<String> = map
        .into_iter()
        .flat_map(|map| map.values())
        .filter_map(|part| part.as_str())
        .filter(|part| !part.contains(['/', '\\']) && !part.starts_with('.'))
        .map(str::to_owned)
        .collect();
    parts.sort();
    parts.dedup();
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::is_hub_id;

    #[test]
    fn names_on_the_hub_have_an_owner() {
        for (word, is) in [
            ("dslim/bert-base-NER", true),
            ("a.b/c_d-1", true),
            ("bert", false),
            ("a/b/c", false),
            ("../up", false),
            ("./here", false),
            ("/root", false),
            ("a/", false),
            ("a/b?c", false),
        ] {
            assert_eq!(is_hub_id(word), is, "{word}");
        }
    }
}
