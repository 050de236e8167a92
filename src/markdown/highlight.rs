//! Highlighted code, by giallo with CSS classes (no inline styles, so that a strict content
//! security policy holds). Without the `highlight` feature code is escaped text.

use crate::text::escape_html;

/// The HTML of a code block.
pub fn block(code: &str, language: &str, theme: Option<&str>) -> String {
    let plain = || {
        let class = match language {
            "" => String::new(),
            language => format!(" class=\"language-{}\"", escape_html(language)),
        };
        format!("<pre><code{class}>{}</code></pre>\n", escape_html(code))
    };
    match theme {
        Some(theme) if !language.is_empty() => highlighted(code, language, theme).unwrap_or_else(plain),
        _ => plain(),
    }
}

#[cfg(feature = "highlight")]
mod imp {
    use std::sync::OnceLock;

    use giallo::{HighlightOptions, HtmlRenderer, Registry, RenderOptions, ThemeVariant};

    const PREFIX: &str = "hl-";

    fn registry() -> Option<&'static Registry> {
        static REGISTRY: OnceLock<Option<Registry>> = OnceLock::new();
        REGISTRY
            .get_or_init(|| {
                let mut registry = Registry::builtin().ok()?;
                registry.link_grammars();
                Some(registry)
            })
            .as_ref()
    }

    pub fn highlighted(code: &str, language: &str, theme: &str) -> Option<String> {
        let registry = registry()?;
        if !registry.contains_grammar(language) || !registry.contains_theme(theme) {
            return None;
        }
        let options = HighlightOptions::new(language, ThemeVariant::Single(theme));
        let code = registry.highlight(code, &options).ok()?;
        let renderer = HtmlRenderer { css_class_prefix: Some(PREFIX.to_owned()), ..HtmlRenderer::default() };
        Some(renderer.render(&code, &RenderOptions::default()) + "\n")
    }

    pub fn stylesheet(theme: &str) -> Option<String> {
        // Grammars take 50 MiB, and most sites show no code: the registry does not stay.
        Registry::builtin().ok()?.generate_css(theme, PREFIX).ok()
    }
}

#[cfg(not(feature = "highlight"))]
mod imp {
    pub fn highlighted(_: &str, _: &str, _: &str) -> Option<String> {
        None
    }

    pub fn stylesheet(_: &str) -> Option<String> {
        None
    }
}

use imp::highlighted;

/// The style sheet of a highlighting theme.
pub fn stylesheet(theme: &str) -> Option<String> {
    imp::stylesheet(theme)
}
