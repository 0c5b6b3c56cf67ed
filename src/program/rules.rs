//! The options of every command that runs the rules.

use std::path::PathBuf;

use triplewire_lexicon::Ontology;
use triplewire_nlp::rules::RuleSet;

/// The option of all commands that run the rules.
#[derive(clap::Args)]
pub struct RulesArgs {
    /// Folder of rule files and word lists, added to the built-in ones; a rule replaces a built-in one of its name
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// Use only the rules of --rules, none of the built-in ones
    #[arg(long, requires = "rules")]
    rules_only: bool,
}

impl RulesArgs {
    /// The event types and roles of the folder with the built-in ones; `None` where no folder is named.
    pub fn ontology(&self) -> anyhow::Result<Option<Ontology>> {
        let rules = self.rules.as_ref().map(|_| self.load()).transpose()?;
        Ok(rules.map(|rules| rules.ontology))
    }

    pub fn load(&self) -> anyhow::Result<RuleSet> {
        Ok(match &self.rules {
            Some(folder) if self.rules_only => RuleSet::read_alone(folder)?,
            Some(folder) => RuleSet::read(folder)?,
            None => RuleSet::builtin()?,
        })
    }
}

/// The option of commands that select events.
#[derive(clap::Args)]
pub struct ProfileArgs {
    /// Keep only the events of a profile of the rules, such as muc; none keeps all
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
}

impl ProfileArgs {
    /// The rules with the profile on top; `usual` where none was asked for.
    pub fn select(&self, rules: RuleSet, usual: Option<&str>) -> anyhow::Result<RuleSet> {
        match self.profile.as_deref().or(usual) {
            Some("none") | None => Ok(rules),
            Some(name) => Ok(rules.with_profile(name)?),
        }
    }
}
