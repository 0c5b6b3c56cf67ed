//! Other people's taggers: Hugging Face token-classification checkpoints as models of this program.
//!
//! In: a checkpoint's folder, or its name on the hub. Out: a model folder of our own layout, and at run time the network
//! that it is run with. The idea: everything that can be wrong with a checkpoint is found at import, once. What is
//! written then has one file of weights, one tokenizer file and one table from its labels to our tags, so that the rest
//! of the program sees a model without parser and nothing else that is new.

mod architecture;
#[cfg(feature = "import")]
mod checkpoint;
mod config;
#[cfg(feature = "import")]
mod hub;
#[cfg(feature = "import")]
mod import;
mod labels;
#[cfg(feature = "import")]
mod mapping;
mod marks;
#[cfg(feature = "import")]
mod pickle;
#[cfg(feature = "import")]
mod sentencepiece;
#[cfg(feature = "import")]
mod tokenizer;

#[cfg(all(test, feature = "import"))]
mod tests;

pub use architecture::Architecture;
pub(crate) use config::Settings;
#[cfg(feature = "import")]
pub use hub::{Hub, is_hub_id};
#[cfg(feature = "import")]
pub use import::{Dtype, Import, Imported, import};
pub(crate) use labels::Table;
pub use labels::{Mapping, Scheme, Source};
pub use marks::Marks;
