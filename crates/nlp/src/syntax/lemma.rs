//! Lemmas of words, as the English Universal Dependencies treebanks write them.
//!
//! In: a form and its part of speech. Out: its base form in lower case; a proper noun stays as it is. First the list of
//! irregular forms (`rules/lexicon/irregular.tsv`), then rules of spelling that take an ending off. Where the rules
//! cannot know ("hoping" but "developing"), `rules/lexicon/stems.txt` holds the base forms.

use triplewire_facts::annotation::Upos;
use triplewire_lexicon::{Lexicon, forms::Forms};

/// Lemma of a word.
///
/// ```
/// use triplewire_facts::annotation::Upos;
/// use triplewire_lexicon::Lexicon;
/// use triplewire_nlp::syntax::lemma;
///
/// let lexicon = Lexicon::builtin().unwrap();
/// assert_eq!(lemma("kidnapped", Upos::Verb, &lexicon), "kidnap");
/// assert_eq!(lemma("Released", Upos::Verb, &lexicon), "release");
/// assert_eq!(lemma("gunmen", Upos::Noun, &lexicon), "gunman");
/// ```
pub fn lemma(form: &str, upos: Upos, lexicon: &Lexicon) -> String {
    let forms = lexicon.forms();
    if upos == Upos::Propn {
        return form.to_owned();
    }
    let mut word = plain(form);
    if let Some(lemma) = forms.irregular(&word, upos) {
        return lemma.to_owned();
    }
    let changed = match upos {
        Upos::Verb | Upos::Aux => verb(&word, forms),
        Upos::Noun => noun(&word, forms),
        Upos::Adj | Upos::Adv => degree(&word, forms),
        Upos::Num => {
            if word.starts_with(|c: char| c.is_ascii_digit()) {
                word.retain(|c| c != ',');
            }
            None
        }
        _ => None,
    };
    if let Some((keep, ending)) = changed {
        word.truncate(keep);
        word.push_str(ending);
    }
    word
}

/// Lower case, with the straight forms of quotation marks and dashes.
fn plain(form: &str) -> String {
    if form.is_ascii() {
        return form.to_ascii_lowercase();
    }
    let mut word = String::with_capacity(form.len());
    for c in form.chars() {
        match c {
            '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{b4}' => word.push('\''),
            '\u{201c}' | '\u{201d}' => word.push('"'),
            '\u{2010}'..='\u{2013}' => word.push('-'),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            _ => word.extend(c.to_lowercase()),
        }
    }
    word
}

/// How many bytes of the word stay, and what is put after them.
type Change<'a> = Option<(usize, &'a str)>;

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// Groups of vowels: about the number of syllables.
fn syllables(word: &str) -> usize {
    let bytes = word.as_bytes();
    (0..bytes.len())
        .filter(|&at| is_vowel(bytes[at]) && (at == 0 || !is_vowel(bytes[at - 1])))
        .count()
}

fn verb<'a>(word: &str, forms: &'a Forms) -> Change<'a> {
    if word.len() < 4 {
        return match word.strip_suffix('s') {
            Some(stem) if stem.len() > 1 && !stem.ends_with(['s', 'u', 'i', 'a']) => Some((stem.len(), "")),
            _ => None,
        };
    }
    if let Some(stem) = word.strip_suffix("ing") {
        return if syllables(stem) > 0 {
            base(word, stem, forms)
        } else {
            None
        };
    }
    if let Some(stem) = word.strip_suffix("in'") {
        return if syllables(stem) > 0 {
            base(word, stem, forms)
        } else {
            None
        };
    }
    if let Some(stem) = word.strip_suffix("ied") {
        return Some((stem.len(), "y"));
    }
    if let Some(stem) = word.strip_suffix("ed") {
        // "exceed" and "sled" end so themselves.
        return if stem.ends_with('e') || syllables(stem) == 0 {
            None
        } else {
            base(word, stem, forms)
        };
    }
    third_person(word)
}

/// Takes off the -s of the third person.
fn third_person(word: &str) -> Change<'static> {
    if let Some(stem) = word.strip_suffix("ies") {
        return Some((stem.len(), "y"));
    }
    if let Some(stem) = word.strip_suffix("es")
        && (stem.ends_with(['x', 'o']) || ["ss", "sh", "ch", "zz"].iter().any(|end| stem.ends_with(end)))
    {
        return Some((stem.len(), ""));
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with(['s', 'u', 'i', '\'']) => Some((stem.len(), "")),
        _ => None,
    }
}

/// The base form of a verb whose -ed or -ing has been taken off: as it stands, undoubled, or with -e.
fn base<'a>(word: &str, stem: &str, forms: &'a Forms) -> Change<'a> {
    let bytes = stem.as_bytes();
    let last = bytes[bytes.len() - 1];
    let before = bytes.len().checked_sub(2).map_or(b' ', |at| bytes[at]);
    let listed = |stem: &str| forms.is_verb(stem);
    if listed(stem) {
        return Some((stem.len(), ""));
    }
    // The form holds its base with -e when the ending is -ed; for -ing it has to be spelled out.
    let with_e = if word.ends_with("ed") {
        listed(&word[..stem.len() + 1])
    } else {
        listed(&format!("{stem}e"))
    };
    if with_e {
        return Some((stem.len(), "e"));
    }
    if last == before && last.is_ascii_alphabetic() && !is_vowel(last) {
        let single = &stem[..stem.len() - 1];
        let undouble = match last {
            b'l' => listed(single) || (syllables(single) > 1 && single.ends_with("el")),
            b's' | b'z' | b'f' => listed(single),
            _ => true,
        };
        return Some((if undouble { single.len() } else { stem.len() }, ""));
    }
    Some((stem.len(), if takes_e(bytes, syllables(stem)) { "e" } else { "" }))
}

/// Whether a stem that ends in a consonant needs -e to be a word: rules of English spelling, by its last letters.
fn takes_e(stem: &[u8], syllables: usize) -> bool {
    let [.., third, second, last] = [b" ", stem].concat()[..] else {
        return stem.len() == 2 && stem[1] != b'o';
    };
    let after_vowel = is_vowel(second) && second != b'y';
    // "claim", "treat", "loan": two vowels before the consonant, so it needs no -e.
    let long = matches!(
        (third, second),
        (b'a' | b'o' | b'e' | b'u', b'i')
            | (b'e' | b'o', b'a')
            | (b'e', b'e')
            | (b'o', b'o')
            | (b'o' | b'a' | b'e', b'u')
            | (b'i', b'e')
    ) && !(third == b'u' && second == b'i' && matches!(last, b'd' | b'r'));
    match last {
        b'c' | b'v' | b'u' => true,
        b'z' => second != b't',
        b's' => second != b's',
        b'g' => match second {
            b'n' => matches!(third, b'e' | b'i' | b'u'),
            b'g' => false,
            _ => true,
        },
        b'l' if !after_vowel => !matches!(second, b'l' | b'r' | b'w' | b'y'),
        _ if long => false,
        b'r' => match second {
            b'i' | b'u' | b'y' | b'a' => true,
            b'o' => syllables == 1,
            _ => false,
        },
        b't' => match second {
            b'a' | b'u' => true,
            b'o' => true,
            b'i' | b'e' => false,
            _ => false,
        },
        b'd' | b'b' | b'k' | b'f' => after_vowel,
        b'p' => after_vowel || second == b'y',
        b'm' => match second {
            b'a' | b'i' | b'u' | b'y' => true,
            b'o' | b'e' => syllables == 1,
            _ => false,
        },
        b'n' => match second {
            b'i' | b'u' => true,
            b'a' | b'o' => syllables == 1,
            _ => false,
        },
        b'l' => match second {
            b'i' | b'o' | b'u' => true,
            b'a' => syllables == 1,
            _ => false,
        },
        _ => false,
    }
}

fn noun<'a>(word: &str, forms: &'a Forms) -> Change<'a> {
    let bytes = word.as_bytes();
    let year = bytes.len() > 1 && bytes[bytes.len() - 2].is_ascii_digit();
    if bytes.len() < 3 || bytes[0].is_ascii_digit() || bytes[0] == b'\'' || year || word.contains('.') {
        return None;
    }
    let compound = word.rfind('-').map(|at| at + 1).filter(|&at| at < word.len());
    if let Some(at) = compound
        && let Some(lemma) = forms.irregular(&word[at..], Upos::Noun)
    {
        return Some((at, lemma));
    }
    for (plural, singular) in [("women", "woman"), ("men", "man"), ("people", "person")] {
        if let Some(stem) = word.strip_suffix(plural) {
            let whole = stem.is_empty()
                || (plural != "people"
                    && stem.len() > 2
                    && !matches!(word, "specimen" | "abdomen" | "regimen" | "acumen"));
            return if whole { Some((stem.len(), singular)) } else { None };
        }
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return Some((stem.len(), if stem.len() > 1 { "y" } else { "ie" }));
    }
    if let Some(stem) = word.strip_suffix("es") {
        let hissing = ["ss", "sh", "ch", "x", "zz", "o"]
            .iter()
            .any(|end| stem.ends_with(end));
        let latin =
            stem.ends_with("us") && !stem.ends_with("ous") && !stem.ends_with("aus") && stem.len() > 3;
        if hissing || latin {
            return Some((stem.len(), ""));
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with(['s', 'u', 'i', '\'']) => Some((stem.len(), "")),
        _ => None,
    }
}

/// Takes -er and -est off the adjectives that have them.
fn degree<'a>(word: &str, forms: &'a Forms) -> Change<'a> {
    let stem = word.strip_suffix("est").or_else(|| word.strip_suffix("er"))?;
    let gradable = |stem: &str| forms.is_gradable(stem);
    if stem.len() < 2 || !stem.is_ascii() {
        return None;
    }
    if gradable(stem) {
        return Some((stem.len(), ""));
    }
    if gradable(&word[..stem.len() + 1]) {
        return Some((stem.len() + 1, ""));
    }
    if let Some(root) = stem.strip_suffix('i')
        && gradable(&format!("{root}y"))
    {
        return Some((root.len(), "y"));
    }
    let single = &stem[..stem.len() - 1];
    (single.ends_with(&stem[stem.len() - 1..]) && gradable(single)).then_some((single.len(), ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(upos: Upos, pairs: &str) {
        let lexicon = Lexicon::builtin().unwrap();
        for pair in pairs.split_whitespace() {
            let (form, base) = pair.split_once('=').unwrap();
            assert_eq!(lemma(form, upos, &lexicon), base, "{form}");
        }
    }

    #[test]
    fn verbs_of_the_news() {
        check(
            Upos::Verb,
            "killed=kill shot=shoot wounded=wound wounding=wound kidnapped=kidnap dying=die seized=seize freed=free \
             released=release assassinated=assassinate murdered=murder slain=slay gunned=gun stabbed=stab beaten=beat \
             bombed=bomb exploded=explode exploding=explode detonated=detonate fired=fire firing=fire attacked=attack \
             raided=raid ambushed=ambush targeted=target injured=injure hurt=hurt arrested=arrest detained=detain \
             captured=capture jailed=jail charged=charge accused=accuse sentenced=sentence convicted=convict met=meet \
             meeting=meet visited=visit visiting=visit said=say told=tell announced=announce denied=deny denies=deny \
             claimed=claim attempted=attempt tried=try tries=try planned=plan planning=plan plotting=plot plotted=plot \
             threatened=threaten appointed=appoint elected=elect named=name served=serve resigned=resign \
             executed=execute executing=execute executes=execute hanged=hang strangled=strangle poisoned=poison \
             beheaded=behead tortured=torture raped=rape robbed=rob stormed=storm shelled=shell struck=strike \
             hijacked=hijack abducted=abduct opened=open opening=open used=use escaped=escape fled=flee fleeing=flee \
             rescued=rescue signed=sign agreed=agree died=die dies=die lost=lose losing=lose running=run stopped=stop \
             controlled=control traveled=travel travelled=travel patrolling=patrol shooting=shoot taking=take \
             making=make coming=come writing=write hitting=hit putting=put sitting=sit being=be arriving=arrive \
             created=create treated=treat united=unite limited=limit noted=note rioted=riot raised=raise passed=pass \
             focused=focus passes=pass watches=watch goes=go does=do has=have kills=kill says=say teaches=teach \
             causes=cause closes=close increasing=increase bringing=bring changing=change hanging=hang \
             supporting=support developing=develop hoping=hope provided=provide including=include needed=need \
             exceed=exceed sing=sing fighting=fight burned=burn burnt=burn stolen=steal mobilized=mobilize \
             negotiated=negotiate evacuated=evacuate blamed=blame condemned=condemn vowed=vow argued=argue",
        );
    }

    #[test]
    fn nouns_go_to_the_singular() {
        check(
            Upos::Noun,
            "gunmen=gunman police=police bodies=body attacks=attack deaths=death crises=crisis wives=wife \
             people=person buses=bus bases=base churches=church heroes=hero viruses=virus houses=house news=news \
             politics=politics series=series crisis=crisis businesses=business headquarters=headquarters \
             sons-in-law=sons-in-law ex-wives=ex-wife years=year 1990s=1990s",
        );
    }

    #[test]
    fn clitics_and_pronouns() {
        check(Upos::Aux, "’s=be 'll=will ca=can ’ve=have 'd=would Was=be");
        check(Upos::Part, "n’t=not ’s='s to=to");
        check(Upos::Pron, "him=he their=their i=I them=they");
        check(
            Upos::Adj,
            "larger=large biggest=big earlier=early other=other former=former worst=bad",
        );
        let lexicon = Lexicon::builtin().unwrap();
        assert_eq!(lemma("Karlov", Upos::Propn, &lexicon), "Karlov");
        assert_eq!(lemma("1,000", Upos::Num, &lexicon), "1000");
    }

    #[test]
    fn no_string_breaks_it() {
        let lexicon = Lexicon::builtin().unwrap();
        for form in [
            "", "s", "es", "ed", "ing", "'", "ées", "ßed", "日s", "eed", "er", "est", "éer", "iest",
        ] {
            for &upos in Upos::ALL {
                lemma(form, upos, &lexicon);
            }
        }
    }
}
