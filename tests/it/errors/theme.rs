//! What the theme gets wrong: templates, components, styles, addresses.

use super::*;

errors! {
    template_syntax, ["template/syntax"], 1, template("page.html", "<p>\n  反诈{{ page.title | }}\n</p>\n{% if %}\n");
    template_unclosed_block, ["template/syntax"], 1, template("page.html", "{% if page.title %}\n<p>\n");
    template_render, ["template/render"], 1, template("page.html", "<p>反诈</p>\n<p>宣传 {{ page.titel }}</p>\n");
    template_on_many_pages, ["template/render"], 1, template("page.html", "{{ page.titel }}\n").file("content/b.md", page("正文。")).file("content/c.md", page("正文。"));
    template_function_error, ["template/render"], 1, template("page.html", "<p>\n反诈{{ get_page(path=\"nichts.md\") }}</p>\n");
    template_load_data_outside, ["template/render"], 1, template("page.html", "{{ load_data(path=\"../../etc/passwd\") }}\n");
    template_missing, ["template/missing"], 1, front("template = \"nichts.html\"\n");
    template_parent_missing, ["template/missing"], 1, template("page.html", "{% extends \"nichts.html\" %}\n");
    template_loop, ["template/syntax"], 1, template("page.html", "{% extends \"page.html\" %}\n");
    section_template_missing, ["template/missing"], 1, SiteTest::new().file("content/n/_index.md", "+++\ntitle = \"栏目\"\ntemplate = \"nichts.html\"\n+++\n");
    taxonomy_template_error, ["template/render"], 1, taxonomy("").file("themes/t/templates/taxonomy_list.html", "{{ taxonomy.nichts.x }}\n");
    component_render, ["template/render"], 1, body("前文。\n\n:::tip 记住\n不转账。\n:::")
        .file("themes/t/templates/components/tip.html", "{% component tip(title: string = \"\") {\"content\": true, \"positional\": \"title\"} %}\n反诈{{ body }}{{ title.nichts.x }}\n{% endcomponent tip %}\n");
    missing_translation, ["template/render"], 1, template("page.html", "{{ trans(key=\"readmor\") }}\n").file("themes/t/i18n/zh.toml", "readmore = \"更多\"\n");
    style_invalid, ["style/invalid"], 1, body("正文。").file("themes/t/styles/main.css", "/* 样式 */\n.a { color: red; }\n.b { color }} \n");
    script_invalid, ["script/invalid"], 1, body("正文。").file("themes/t/scripts/a.js", "(function () {\n  let a = ;\n})();\n");
    style_import_missing, ["style/invalid"], 1, body("正文。").file("themes/t/styles/main.css", "@import \"nichts.css\";\n");
    theme_extra_clash, ["config/invalid"], 3, body("正文。").config("[extra]\nnav = \"x\"\n").file("themes/t/theme.toml", "[extra.nav]\nhome = \"/\"\n");
    theme_too_new, ["config/invalid"], 3, body("正文。").file("themes/t/theme.toml", "min_version = \"99.0\"\n");
    theme_unknown_key, ["front-matter/unknown-key"], 1, body("正文。").file("themes/t/theme.toml", "nmae = \"t\"\n");
    output_broken_link, ["output/broken-link"], 1, template("page.html", "<a href=\"/nichts/\">x</a><a href=\"/#nichts\">y</a><img src=\"nichts.png\" alt=\"\">\n");
    output_duplicate_id, ["output/duplicate-id"], 1, template("page.html", "<p id=\"main\">x</p><p id=\"main\">y</p>\n");
}

/// Every mistake in a template names the template and the line, those found late too.
#[test]
fn unknown_functions_filters_and_tests_are_placed() {
    for text in [
        "{{ get_env(name=\"HOME\") }}",
        "{{ page.title | nichts }}",
        "{% if page.title is nichts %}{% endif %}",
        "{{ <nichts/> }}",
        "{% include \"nichts.html\" %}",
    ] {
        let run = template("page.html", &format!("<p>\n{text}\n")).build().fails(1);
        assert!(
            run.stderr.contains("[template/") && run.stderr.contains("themes/t/templates/page.html:2:"),
            "`{text}` is not placed:\n{}",
            run.stderr
        );
    }
}

/// One page that fails to render is one finding: its readers' links are not broken too.
#[test]
fn a_failed_page_breaks_no_links() {
    let site =
        template("page.html", "{% if page.slug == \"b\" %}{{ page.nichts }}{% endif %}{{ page.content | safe }}");
    let run = site
        .file("content/a.md", page("[乙](@/b.md)"))
        .file("content/b.md", page("正文。"))
        .build()
        .fails(1)
        .says("有 1 个错误");
    assert!(!run.stderr.contains("output/broken-link"), "{}", run.stderr);
}
