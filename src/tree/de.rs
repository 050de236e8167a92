//! A serde deserializer over [`Node`] whose errors know their place and both languages.

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeSeed, EnumAccess, Expected, MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};

use super::{Entry, Node, Value};
use crate::diag::{Code, Diagnostic, Span, Text, code};
use crate::t;
use crate::text::nearest;

/// What the deserializer shares while one value is read.
pub(super) struct Context<'a> {
    pub file: Arc<str>,
    pub known_elsewhere: &'a [&'a str],
    pub findings: RefCell<Vec<Diagnostic>>,
}

impl Context<'_> {
    pub fn push(&self, diagnostic: Diagnostic) {
        let mut findings = self.findings.borrow_mut();
        if !findings.contains(&diagnostic) {
            findings.push(diagnostic);
        }
    }
}

/// A mistake, before it becomes a diagnostic.
#[derive(Debug)]
pub(super) struct DeError {
    mistake: Box<Mistake>,
    pub span: Option<Range<usize>>,
}

#[derive(Debug)]
struct Mistake {
    code: Code,
    text: Text,
    help: Option<Text>,
}

impl DeError {
    fn new(code: Code, text: Text) -> Self {
        DeError { mistake: Box::new(Mistake { code, text, help: None }), span: None }
    }

    fn with_help(mut self, help: Option<Text>) -> Self {
        self.mistake.help = help;
        self
    }

    fn or_at(mut self, span: &Range<usize>) -> Self {
        self.span.get_or_insert_with(|| span.clone());
        self
    }

    pub fn into_diagnostic(self, file: &Arc<str>, node: &Node) -> Diagnostic {
        let span = self.span.unwrap_or_else(|| node.span.clone());
        let Mistake { code, text, help } = *self.mistake;
        Diagnostic::error(code, text).at(Span::new(file.clone(), span)).help_opt(help)
    }
}

impl fmt::Display for DeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.mistake.text.en)
    }
}

impl std::error::Error for DeError {}

const MARK: char = '\u{1}';

/// An error in both languages, for `Deserialize` implementations of our own types.
pub fn bilingual<E: de::Error>(code: Code, text: Text, help: Option<Text>) -> E {
    let (help_zh, help_en) = help.map_or_else(Default::default, |help| (help.zh, help.en));
    let Text { zh, en } = text;
    E::custom(format!("{MARK}{code}{MARK}{zh}{MARK}{en}{MARK}{help_zh}{MARK}{help_en}"))
}

fn type_name(expected: &str) -> Text {
    let zh = match expected {
        "a string" | "string" | "str" => "文字（加英文引号）",
        "a boolean" => " true 或 false",
        "a sequence" => "列表，如 [\"甲\", \"乙\"]",
        "a map" | "map" => "表",
        e if e.starts_with("struct ") => "表，如 { 键 = \"值\" }",
        e if is_integer(e) => "整数",
        e if e.starts_with('f') && e[1..].parse::<u8>().is_ok() => "数字",
        e => return Text::same(e),
    };
    let en = match expected {
        e if e.starts_with("struct ") => "a table".to_owned(),
        e if is_integer(e) => "an integer".to_owned(),
        e if e.starts_with('f') && e[1..].parse::<u8>().is_ok() => "a number".to_owned(),
        e => e.to_owned(),
    };
    Text { zh: zh.to_owned(), en }
}

/// serde's names of integers, such as `u32`.
fn is_integer(name: &str) -> bool {
    let bits = name.strip_prefix(['i', 'u']);
    bits.is_some_and(|bits| bits == "size" || bits.parse::<u8>().is_ok()) || name.contains("integer")
}

fn unexpected_name(unexpected: &Unexpected<'_>) -> Text {
    match unexpected {
        Unexpected::Bool(value) => t!("“{value}”", "`{value}`"),
        Unexpected::Unsigned(value) => t!("数字 {value}", "the number {value}"),
        Unexpected::Signed(value) => t!("数字 {value}", "the number {value}"),
        Unexpected::Float(value) => t!("数字 {value}", "the number {value}"),
        Unexpected::Str(value) => t!("文字“{value}”", "the text \"{value}\""),
        Unexpected::Unit => t!("空值", "nothing"),
        Unexpected::Seq => t!("列表", "a list"),
        Unexpected::Map => t!("表", "a table"),
        other => Text::same(other.to_string()),
    }
}

impl de::Error for DeError {
    fn custom<M: fmt::Display>(message: M) -> Self {
        let message = message.to_string();
        let parts: Vec<&str> = message.split(MARK).collect();
        if let ["", name, zh, en, help_zh, help_en] = parts[..] {
            let code =
                crate::diag::ALL.iter().find(|(code, ..)| code.0 == name).map_or(code::BAD_VALUE, |(code, ..)| *code);
            let text = Text { zh: zh.to_owned(), en: en.to_owned() };
            let help = (!help_zh.is_empty()).then(|| Text { zh: help_zh.to_owned(), en: help_en.to_owned() });
            return DeError::new(code, text).with_help(help);
        }
        DeError::new(code::BAD_VALUE, Text::same(message))
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let wanted = type_name(&expected.to_string());
        let found = unexpected_name(&unexpected);
        let (wz, we, fz, fe) = (&wanted.zh, &wanted.en, &found.zh, &found.en);
        DeError::new(code::WRONG_TYPE, t!("这里应为{wz}，写的却是{fz}", "expected {we}, found {fe}"))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        if is_integer(&expected.to_string()) {
            let found = unexpected_name(&unexpected);
            let (zh, en) = (&found.zh, &found.en);
            return DeError::new(code::WRONG_TYPE, t!("{zh} 超出了范围", "{en} is out of range"));
        }
        de::Error::invalid_type(unexpected, expected)
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let list = expected.join("、");
        let list_en = expected.join(", ");
        let error = DeError::new(
            code::BAD_VALUE,
            t!("“{variant}”不在可选值之中", "`{variant}` is not one of the possible values"),
        );
        let help = match nearest(variant, expected.iter().copied()) {
            Some(near) => {
                t!("您是不是想写“{near}”？可选值：{list}", "did you mean `{near}`? Possible values: {list_en}")
            }
            None => t!("可选值：{list}", "possible values: {list_en}"),
        };
        error.with_help(Some(help))
    }

    fn missing_field(field: &'static str) -> Self {
        DeError::new(code::MISSING_FIELD, t!("缺少“{field}”", "`{field}` is missing"))
    }
}

/// Deserializes one node.
pub(super) struct NodeDeserializer<'a, 'c> {
    node: &'a Node,
    context: &'c Context<'c>,
    is_root: bool,
}

impl<'a, 'c> NodeDeserializer<'a, 'c> {
    pub fn root(node: &'a Node, context: &'c Context<'c>) -> Self {
        NodeDeserializer { node, context, is_root: true }
    }

    fn child(&self, node: &'a Node) -> Self {
        NodeDeserializer { node, context: self.context, is_root: false }
    }

    fn table<'de, V: Visitor<'de>>(self, entries: Vec<&'a Entry>, visitor: V) -> Result<V::Value, DeError> {
        let span = self.node.span.clone();
        let access = Entries { parent: self, entries: entries.into_iter(), current: None };
        visitor.visit_map(access).map_err(|error| error.or_at(&span))
    }
}

impl<'de> de::Deserializer<'de> for NodeDeserializer<'_, '_> {
    type Error = DeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        let span = self.node.span.clone();
        match &self.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Integer(value) => visitor.visit_i64(*value),
            Value::Float(value) => visitor.visit_f64(*value),
            Value::String(value) | Value::Date(value) => visitor.visit_str(value),
            Value::List(items) => {
                let items: Vec<_> = items.iter().map(|item| self.child(item)).collect();
                visitor.visit_seq(Items(items.into_iter()))
            }
            Value::Table(entries) => {
                let entries = entries.iter().collect();
                return self.table(entries, visitor);
            }
        }
        .map_err(|error: DeError| error.or_at(&span))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeError> {
        match self.node.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, DeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        let Value::Table(entries) = &self.node.value else {
            return self.deserialize_any(visitor);
        };
        let elsewhere = if self.is_root { self.context.known_elsewhere } else { &[] };
        let mut known = Vec::with_capacity(entries.len());
        for entry in entries {
            if fields.contains(&entry.key.as_str()) {
                known.push(entry);
            } else if !elsewhere.contains(&entry.key.as_str()) {
                let all: Vec<&str> = fields.iter().chain(elsewhere).copied().collect();
                self.context.push(unknown_key(&self.context.file, entry, &all));
            }
        }
        self.table(known, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeError> {
        let span = self.node.span.clone();
        match self.node.as_str() {
            Some(text) => visitor.visit_enum(Variant(text)).map_err(|error| error.or_at(&span)),
            None => self.deserialize_any(visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// The finding for a key that no type knows.
fn unknown_key(file: &Arc<str>, entry: &Entry, known: &[&str]) -> Diagnostic {
    let key = &entry.key;
    let near = nearest(key, known.iter().copied());
    let diagnostic = Diagnostic::error(code::UNKNOWN_KEY, t!("不认识的键“{key}”", "unknown key `{key}`"))
        .at(Span::new(file.clone(), entry.key_span.clone()));
    match near {
        Some(near) => diagnostic
            .label(t!("您是不是想写“{near}”？", "did you mean `{near}`?"))
            .help(t!("把“{key}”改成“{near}”", "change `{key}` to `{near}`")),
        None if known.contains(&"extra") => diagnostic
            .help(t!("自由数据请放进 [extra]；否则删去这一行", "put free data under [extra], or remove this line")),
        None => {
            let (zh, en) = (known.join("、"), known.join(", "));
            diagnostic.help(t!("这里只能写 {zh}；否则删去这一行", "use one of {en}, or remove this line"))
        }
    }
}

struct Entries<'a, 'c> {
    parent: NodeDeserializer<'a, 'c>,
    entries: std::vec::IntoIter<&'a Entry>,
    current: Option<&'a Entry>,
}

impl<'de> MapAccess<'de> for Entries<'_, '_> {
    type Error = DeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DeError> {
        self.current = self.entries.next();
        self.current
            .map(|entry| {
                seed.deserialize(StrDeserializer::<DeError>::new(&entry.key))
                    .map_err(|error| error.or_at(&entry.key_span))
            })
            .transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DeError> {
        let entry = self.current.take().ok_or_else(|| de::Error::custom("value before key"))?;
        seed.deserialize(self.parent.child(&entry.node)).map_err(|error| error.or_at(&entry.node.span))
    }
}

struct Items<'a, 'c>(std::vec::IntoIter<NodeDeserializer<'a, 'c>>);

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = DeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, DeError> {
        self.0
            .next()
            .map(|item| {
                let span = item.node.span.clone();
                seed.deserialize(item).map_err(|error| error.or_at(&span))
            })
            .transpose()
    }
}

struct Variant<'a>(&'a str);

impl<'de> EnumAccess<'de> for Variant<'_> {
    type Error = DeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), DeError> {
        let value = seed.deserialize(StrDeserializer::<DeError>::new(self.0))?;
        Ok((value, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_> {
    type Error = DeError;

    fn unit_variant(self) -> Result<(), DeError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, DeError> {
        Err(de::Error::invalid_type(Unexpected::Str(self.0), &"a table"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, DeError> {
        Err(de::Error::invalid_type(Unexpected::Str(self.0), &"a sequence"))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, DeError> {
        Err(de::Error::invalid_type(Unexpected::Str(self.0), &"a map"))
    }
}
