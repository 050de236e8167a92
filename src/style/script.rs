//! Scripts: their sources may be long and clear, what is published is short.

use std::sync::Arc;

use crate::diag::Diagnostic;

/// The engines that scripts must run in. Newer ones would let the minifier write `?.` and
/// `??`, on which WeChat's Chromium 78 gives up the whole script.
#[cfg(feature = "minify")]
const ENGINES: &str = "chrome78,safari13";

/// A script, minified for the oldest engines.
#[cfg(feature = "minify")]
pub fn minify(path: &str, text: &Arc<str>) -> Result<Arc<str>, Box<Diagnostic>> {
    use oxc_allocator::Allocator;
    use oxc_codegen::{Codegen, CodegenOptions, CommentOptions};
    use oxc_compat::EngineTargets;
    use oxc_minifier::{CompressOptions, MangleOptions, Minifier, MinifierOptions};
    use oxc_parser::Parser;
    use oxc_span::SourceType;

    let allocator = Allocator::default();
    let read = Parser::new(&allocator, text, SourceType::cjs().with_script(true)).parse();
    if let Some(error) = read.errors.first() {
        let label = error.labels.as_ref().and_then(|labels| labels.first());
        let start = label.map_or(0, |label| label.offset().min(text.len()));
        let end = label.map_or(start, |label| (start + label.len()).min(text.len()));
        return Err(Box::new(explain(path, start..end, &error.message)));
    }
    let mut program = read.program;
    let target = EngineTargets::from_target(ENGINES).unwrap_or_default();
    let options = MinifierOptions {
        mangle: Some(MangleOptions::default()),
        compress: Some(CompressOptions { target, ..CompressOptions::smallest() }),
    };
    let minified = Minifier::new(options).minify(&allocator, &mut program);
    let options = CodegenOptions { minify: true, comments: CommentOptions::disabled(), ..CodegenOptions::default() };
    Ok(Codegen::new().with_options(options).with_scoping(minified.scoping).build(&program).code.into())
}

/// A script, as it was written.
#[cfg(not(feature = "minify"))]
pub fn minify(_: &str, text: &Arc<str>) -> Result<Arc<str>, Box<Diagnostic>> {
    Ok(Arc::clone(text))
}

#[cfg(feature = "minify")]
fn explain(path: &str, at: std::ops::Range<usize>, reason: &str) -> Diagnostic {
    use crate::diag::{Span, code};
    use crate::t;

    Diagnostic::error(code::SCRIPT, t!("脚本有误（{reason}）", "the script is malformed ({reason})"))
        .at(Span::new(path, at))
        .help(t!("改到浏览器能读懂为止", "mend it until a browser can read it"))
}

#[cfg(all(test, feature = "minify"))]
mod tests {
    use super::minify;

    fn short(text: &str) -> String {
        minify("themes/x/scripts/a.js", &text.into()).expect("a script").to_string()
    }

    #[test]
    fn names_get_short_and_comments_go() {
        let text = "// why\n(function () {\n  \"use strict\";\n  const greeting = document.title;\n  alert(greeting + greeting);\n})();\n";
        let script = short(text);
        assert!(script.len() < 70 && !script.contains("greeting") && !script.contains("why"), "{script}");
        assert!(script.contains("document.title") && script.contains("use strict"), "{script}");
    }

    #[test]
    fn old_engines_understand_it() {
        let script = short(
            "(function (a) { var b = a == null ? void 0 : a.b; alert(a !== null && a !== void 0 ? a : b); })(window.x);",
        );
        assert!(!script.contains("?.") && !script.contains("??"), "{script}");
    }

    #[test]
    fn twice_makes_the_same() {
        let text = "(function () { let one = 1, two = 2; window.x = () => one++ + two; })();";
        assert_eq!(short(text), short(text));
    }

    #[test]
    fn a_slip_is_told_with_its_place() {
        let finding = minify("themes/x/scripts/a.js", &"let a = ;".into()).expect_err("no script");
        let rendered = format!("{finding:?}");
        assert!(rendered.contains("script/invalid") && rendered.contains("8"), "{rendered}");
    }
}
