//! Checkpoints from the Hugging Face hub, by name.
//!
//! In: `owner/name`. Out: the folder with the files that an import reads, in the hub's own cache on this machine. What is
//! there whole is used without asking the network; else the crate hf-hub fetches what is missing, and goes on where a
//! fetch was broken off. `HF_ENDPOINT` names another server and `HF_HOME` another cache, as for Hugging Face's own
//! tools. Nothing is fetched unless a name is given.

use std::{
    env, fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use hf_hub::{
    Cache, CacheRepo,
    api::sync::{Api, ApiBuilder, ApiError},
};
use serde_json::Value;

use super::{Settings, tokenizer};
use crate::{Error, Result};

const ENDPOINT: &str = "https://huggingface.co";
/// Safetensors come first: they hold tensors and nothing that could run.
const WEIGHTS: [&str; 2] = ["model.safetensors", "pytorch_model.bin"];
const ADVICE: &str =
    "check the network and HF_ENDPOINT, or fetch the checkpoint elsewhere and import its folder";

/// Where checkpoints are looked for.
#[derive(Debug)]
pub struct Hub {
    api: Api,
    cache: Cache,
    endpoint: String,
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
    /// As the environment says; `progress` draws bars on standard error.
    ///
    /// # Errors
    /// [`Error::Usage`] when there is no place for the cache.
    pub fn from_env(progress: bool) -> Result<Self> {
        let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
        let home = match set("HF_HOME") {
            Some(home) => home.into(),
            None => env::home_dir()
                .ok_or_else(|| {
                    Error::Usage("no home folder: name a folder for the hub's cache in HF_HOME".into())
                })?
                .join(".cache/huggingface"),
        };
        let cache = Cache::new(home.join("hub"));
        let endpoint = set("HF_ENDPOINT").and_then(|value| value.into_string().ok());
        let endpoint = endpoint.as_deref().unwrap_or(ENDPOINT).trim_end_matches('/');
        let api = ApiBuilder::from_cache(cache.clone())
            .with_endpoint(endpoint.into())
            .with_progress(progress)
            .build()
            .map_err(|error| failed(&cache, endpoint.into(), error))?;
        Ok(Self {
            api,
            cache,
            endpoint: endpoint.into(),
        })
    }

    /// The folder of a checkpoint in the cache, filled if need be.
    ///
    /// # Errors
    /// [`Error::Network`] that says what could not be fetched from where; [`Error::Io`] when it cannot be written.
    pub fn fetch(&self, id: &str) -> Result<PathBuf> {
        let cached = self.cache.model(id.into());
        if let Some(folder) = whole(&cached)? {
            return Ok(folder);
        }
        let repo = self.api.model(id.into());
        let address = format!("{}/{id}", self.endpoint);
        let info = repo
            .info()
            .map_err(|error| failed(&self.cache, address.clone(), error))?;
        let has = |file: &str| info.siblings.iter().any(|sibling| sibling.rfilename == file);
        if !has("config.json") {
            return Err(Error::Network {
                address,
                what: "the checkpoint has no config.json".into(),
                advice: "is it a Transformers model?".into(),
            });
        }
        // All files come from this version, whichever is in the cache.
        cached
            .create_ref(&info.sha)
            .map_err(|error| Error::io(self.cache.path(), error))?;
        let get = |file: &str| {
            repo.get(file)
                .map_err(|error| failed(&self.cache, repo.url(file), error))
        };
        let folder = parent(&get("config.json")?);
        let architecture = Settings::read(&folder)?.architecture;
        let vocabulary: &[&str] = match has("tokenizer.json") {
            true => &["tokenizer.json"],
            false => tokenizer::vocabulary_files(architecture),
        };
        for file in tokenizer::OPTION_FILES.iter().chain(vocabulary) {
            if has(file) {
                get(file)?;
            }
        }
        // The weights come last, so that a cache that has them has all. The import says what is missing.
        for file in WEIGHTS {
            let index = format!("{file}.index.json");
            if has(file) {
                get(file)?;
                break;
            }
            if has(&index) {
                for part in parts(&get(&index)?)? {
                    get(&part)?;
                }
                break;
            }
        }
        Ok(folder)
    }
}

/// The folder of a checkpoint in the cache that has a configuration, a tokenizer and all weights.
fn whole(cached: &CacheRepo) -> Result<Option<PathBuf>> {
    let Some(folder) = cached.get("config.json").map(|config| parent(&config)) else {
        return Ok(None);
    };
    let has = |file: &str| folder.join(file).is_file();
    let vocabulary = tokenizer::vocabulary_files(Settings::read(&folder)?.architecture);
    if !has("tokenizer.json") && !vocabulary.iter().all(|file| has(file)) {
        return Ok(None);
    }
    for file in WEIGHTS {
        let index = folder.join(format!("{file}.index.json"));
        if has(file) || index.is_file() && parts(&index)?.iter().all(|part| has(part)) {
            return Ok(Some(folder));
        }
    }
    Ok(None)
}

fn parent(file: &Path) -> PathBuf {
    file.parent().unwrap_or(file).into()
}

/// What went wrong at an address, and what to do about it.
fn failed(cache: &Cache, address: String, error: ApiError) -> Error {
    let (what, advice) = match error {
        ApiError::IoError(error)
            if matches!(
                error.kind(),
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem | ErrorKind::StorageFull
            ) =>
        {
            return Error::io(cache.path(), error);
        }
        ApiError::RequestError(error) => match *error {
            ureq::Error::StatusCode(404) => ("the server does not have it".into(), "is the name right?"),
            ureq::Error::StatusCode(401 | 403) => (
                "the server does not give it out".into(),
                "is the name right? If it is not for everybody, log in by Hugging Face's own tool first",
            ),
            ureq::Error::StatusCode(status) => (format!("the server answered {status}"), ADVICE),
            other => (format!("cannot be reached: {other}"), ADVICE),
        },
        ApiError::LockAcquisition(_) => (
            error.to_string(),
            "another program fetches the same file: wait until it is done",
        ),
        ApiError::InvalidResume => (error.to_string(), "delete the cached checkpoint and try again"),
        other => (other.to_string(), ADVICE),
    };
    Error::Network {
        address,
        what: what.replace('\n', " "),
        advice: advice.into(),
    }
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
