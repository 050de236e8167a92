//! Share pictures that templates asked for: drawn once all pages are rendered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::Resized;
use crate::diag::{Diagnostic, Report, Span, code};
use crate::hash::Fingerprint;
use crate::media::{Bench, Ledger};
use crate::path::OutputPath;
use crate::query::{Number, Query, World};
use crate::reuse::Page;
use crate::share::{self, Card};
use crate::t;

/// The pictures by output path, and what to remember of them. `asked` are the questions of all
/// pages.
pub fn pictures(
    world: &World,
    (pages, asked): (&[Page], &[Number]),
    Bench { known, variants, progress }: Bench<'_>,
    report: &mut Report,
) -> (Resized, Ledger) {
    let mut ledger = Ledger::default();
    let cards: Vec<(Number, Arc<Card>)> = asked
        .iter()
        .filter_map(|number| match world.question(*number)? {
            Query::Share(card) => Some((*number, card)),
            _ => None,
        })
        .collect();
    if cards.is_empty() {
        return (Resized::new(), ledger);
    }
    if world.fonts.main.is_none() {
        report.extend(world.config().share.font.is_none().then(no_font));
        return (Resized::new(), ledger);
    }
    let keyed: Vec<(Number, Fingerprint, Arc<Card>)> =
        cards.into_par_iter().filter_map(|(number, card)| Some((number, card.key(&world.fonts)?, card))).collect();
    let mut missing: BTreeMap<Fingerprint, Arc<Card>> = BTreeMap::new();
    for (_, key, card) in &keyed {
        match known.made.get(key) {
            Some(made) => {
                ledger.made.insert(*key, *made);
                ledger.lacking.extend(known.lacking.get(key).map(|lacking| (*key, lacking.clone())));
            }
            None => {
                missing.insert(*key, card.clone());
            }
        }
    }
    if !missing.is_empty() {
        let drawn = share::draw(&missing, &world.fonts, (variants, progress), report);
        ledger.made.extend(drawn.made);
        ledger.lacking.extend(drawn.lacking);
    }
    tell_lacking(&keyed, &ledger.lacking, world, pages, report);
    let file = |key: &Fingerprint| OutputPath::new(share::url(key).trim_start_matches('/'));
    let files = keyed.iter().filter_map(|(_, key, _)| Some((file(key), (*key, *ledger.made.get(key)?))));
    (files.collect(), ledger)
}

/// Names each page once whose pictures lack characters.
fn tell_lacking(
    keyed: &[(Number, Fingerprint, Arc<Card>)],
    lacking: &BTreeMap<Fingerprint, String>,
    world: &World,
    pages: &[Page],
    report: &mut Report,
) {
    if lacking.is_empty() {
        return;
    }
    let by_number: BTreeMap<Number, &str> =
        keyed.iter().filter_map(|(number, key, _)| Some((*number, lacking.get(key)?.as_str()))).collect();
    let site = &world.views.materials.site;
    let mut by_place: BTreeMap<(Option<Span>, String), BTreeSet<char>> = BTreeMap::new();
    for page in pages {
        let chars =
            page.kept.trace.asked.iter().filter_map(|number| by_number.get(number)).flat_map(|text| text.chars());
        let chars: BTreeSet<char> = chars.collect();
        if !chars.is_empty() {
            let span = page.subject.and_then(|item| site.document(item)).map(|document| document.span("title"));
            let output = if span.is_some() { String::new() } else { page.output.to_string() };
            by_place.entry((span, output)).or_default().extend(chars);
        }
    }
    for ((span, output), chars) in by_place {
        let chars: String = chars.into_iter().collect();
        let finding = Diagnostic::warning(
            code::FONT,
            t!("分享图的字体缺这些字：{chars}", "the font of share pictures lacks these characters: {chars}"),
        );
        let finding = if output.is_empty() {
            finding.at_opt(span)
        } else {
            finding.help(t!("用在 /{output}", "used for /{output}"))
        };
        report.push(finding.help(t!(
            "换一个字更全的字体，或在 site.toml 的 [share] 里写 fallback_font",
            "use a font with more characters, or set fallback_font under [share] in site.toml"
        )));
    }
}

fn no_font() -> Diagnostic {
    Diagnostic::note(
        code::FONT,
        t!("这台机器上没有中文字体，没有画分享图", "this machine has no Chinese font; no share pictures are drawn"),
    )
    .help(t!(
        "把字体文件放进项目的 fonts/，在 site.toml 的 [share] 里写 font = \"fonts/文件名\"；不要分享图就写 font = \"\"",
        "put a font into fonts/ of the project and write font = \"fonts/NAME\" under [share] in site.toml; font = \"\" does without"
    ))
}
