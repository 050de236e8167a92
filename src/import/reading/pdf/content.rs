//! Runs the instructions of a page as far as they show text, and tells where each glyph stands.

use std::collections::BTreeMap;
use std::rc::Rc;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, Stream};
use hayro_syntax::page::Resources;

use super::font::{Font, Letter};
use super::marks::Marks;
use super::matrix::Matrix;
use super::stream::Budget;

/// Forms within forms.
const DEEPEST: usize = 12;

/// States that are kept.
const MOST_STATES: usize = 256;

/// Instructions of a page and its forms. A page of a bulletin has some thousand.
const MOST_INSTRUCTIONS: usize = 5_000_000;

/// Glyphs of a page.
const MOST_GLYPHS: usize = 300_000;

/// How much a line may rise, as a part of how far it goes, and still be level.
const LEVEL: f32 = 0.1;

/// A glyph on the page, whose origin is at the bottom left.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    /// Where it begins, and the line that it stands on.
    pub x: f32,
    pub y: f32,
    /// How far it goes to the right.
    pub width: f32,
    /// Size of its letters.
    pub size: f32,
    /// Its characters; U+FFFD if the file does not say.
    pub text: String,
    pub bold: bool,
    /// Whether it is part of a header or footer.
    pub aside: bool,
}

/// What the pages of a file share.
pub struct Shared {
    /// What may still be inflated.
    pub budget: Budget,
    fonts: BTreeMap<(u32, i32), Option<Rc<Font>>>,
    /// How many glyphs there were, and how many of them the file does not explain.
    pub glyphs: usize,
    pub unknown: usize,
    /// Whether a picture was drawn.
    pub has_pictures: bool,
}

/// What instructions set, and put back.
#[derive(Clone)]
struct State {
    page: Matrix,
    font: Option<Rc<Font>>,
    size: f32,
    letter_space: f32,
    word_space: f32,
    stretch: f32,
    leading: f32,
    rise: f32,
    /// Whether letters have outlines besides, which makes them bold.
    outlined: bool,
}

/// A page that is being run.
pub struct Run<'s> {
    shared: &'s mut Shared,
    state: State,
    kept: Vec<State>,
    text: Matrix,
    line: Matrix,
    marks: Marks,
    instructions: usize,
    glyphs: Vec<Glyph>,
    /// Letters that stand askew, as those of watermarks do.
    askew: String,
}

impl Shared {
    /// Nothing was read yet.
    pub fn new() -> Self {
        Shared { budget: Budget::new(), fonts: BTreeMap::new(), glyphs: 0, unknown: 0, has_pictures: false }
    }

    fn font(&mut self, dict: &Dict<'_>) -> Option<Rc<Font>> {
        let Some(id) = dict.obj_id() else { return Font::read(dict, &self.budget).map(Rc::new) };
        let budget = &self.budget;
        let read = || Font::read(dict, budget).map(Rc::new);
        self.fonts.entry((id.obj_number, id.gen_number)).or_insert_with(read).clone()
    }
}

impl<'s> Run<'s> {
    /// A page of which nothing was run yet.
    pub fn new(shared: &'s mut Shared, page: Matrix) -> Self {
        let state = State {
            page,
            font: None,
            size: 0.0,
            letter_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            outlined: false,
        };
        Run {
            shared,
            state,
            kept: Vec::new(),
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            marks: Marks::default(),
            instructions: 0,
            glyphs: Vec::new(),
            askew: String::new(),
        }
    }

    /// The glyphs and what stands askew, or nothing if the page has far too many of something.
    pub fn finish(self) -> Option<(Vec<Glyph>, String)> {
        (!self.is_too_much()).then_some((self.glyphs, self.askew))
    }

    fn is_too_much(&self) -> bool {
        self.instructions > MOST_INSTRUCTIONS || self.glyphs.len() > MOST_GLYPHS || self.askew.len() > MOST_GLYPHS
    }

    /// Runs instructions.
    pub fn run(&mut self, bytes: &[u8], resources: &Resources<'_>, depth: usize) {
        let mut instructions = TypedIter::new(bytes);
        while let Some(instruction) = instructions.next() {
            self.instructions += 1;
            if self.is_too_much() {
                return;
            }
            self.step(&instruction, resources, depth);
        }
    }

    fn step(&mut self, instruction: &TypedInstruction<'_, '_>, resources: &Resources<'_>, depth: usize) {
        use TypedInstruction as I;
        match instruction {
            I::SaveState(_) if self.kept.len() < MOST_STATES => self.kept.push(self.state.clone()),
            I::RestoreState(_) => self.state = self.kept.pop().unwrap_or_else(|| self.state.clone()),
            I::Transform(m) => self.state.page = matrix([m.0, m.1, m.2, m.3, m.4, m.5]).then(self.state.page),
            I::BeginText(_) => self.set_line(Matrix::IDENTITY),
            I::SetTextMatrix(m) => self.set_line(matrix([m.0, m.1, m.2, m.3, m.4, m.5])),
            I::NextLine(to) => self.next_line(to.0.as_f32(), to.1.as_f32()),
            I::NextLineAndSetLeading(to) => {
                self.state.leading = -to.1.as_f32();
                self.next_line(to.0.as_f32(), to.1.as_f32());
            }
            I::NextLineUsingLeading(_) => self.next_line(0.0, -self.state.leading),
            I::CharacterSpacing(space) => self.state.letter_space = space.0.as_f32(),
            I::WordSpacing(space) => self.state.word_space = space.0.as_f32(),
            I::HorizontalScaling(percent) => self.state.stretch = percent.0.as_f32() / 100.0,
            I::TextLeading(leading) => self.state.leading = leading.0.as_f32(),
            I::TextRise(rise) => self.state.rise = rise.0.as_f32(),
            I::TextRenderingMode(mode) => self.state.outlined = matches!(mode.0.as_i64(), 2 | 6),
            I::TextFont(font) => {
                self.state.font = resources.get_font(font.0).and_then(|dict| self.shared.font(&dict));
                self.state.size = font.1.as_f32();
            }
            I::SetGraphicsState(name) => self.graphics_state(resources.get_ext_g_state(name.0)),
            I::ShowText(text) => self.show(text.0.as_bytes()),
            I::ShowTexts(texts) => self.show_all(texts.0),
            I::NextLineAndShowText(text) => {
                self.next_line(0.0, -self.state.leading);
                self.show(text.0.as_bytes());
            }
            I::ShowTextWithParameters(text) => {
                self.state.word_space = text.0.as_f32();
                self.state.letter_space = text.1.as_f32();
                self.next_line(0.0, -self.state.leading);
                self.show(text.2.as_bytes());
            }
            I::XObject(name) => {
                if let Some(object) = resources.get_x_object(name.0) {
                    self.object(&object, resources, depth);
                }
            }
            I::InlineImage(_) => self.shared.has_pictures = true,
            I::BeginMarkedContent(tag) => self.marks.begin(tag.0.as_str(), None),
            I::BeginMarkedContentWithProperties(mark) => {
                let properties = match mark.1 {
                    Object::Dict(dict) => Some(dict.clone()),
                    Object::Name(name) => resources.properties.get::<Dict<'_>>(name),
                    _ => None,
                };
                self.marks.begin(mark.0.as_str(), properties.as_ref());
            }
            I::EndMarkedContent(_) => self.marks.end(),
            _ => {}
        }
    }

    fn graphics_state(&mut self, dict: Option<Dict<'_>>) {
        let Some(font) = dict.and_then(|dict| dict.get::<Array<'_>>("Font")) else { return };
        let mut parts = font.flex_iter();
        if let (Some(dict), Some(size)) = (parts.next::<Dict<'_>>(), parts.next::<f32>()) {
            self.state.font = self.shared.font(&dict);
            self.state.size = size;
        }
    }

    fn object(&mut self, object: &Stream<'_>, resources: &Resources<'_>, depth: usize) {
        let dict = object.dict();
        let kind = dict.get::<Name<'_>>("Subtype");
        if kind.is_none_or(|kind| kind.as_str() != "Form") {
            self.shared.has_pictures = true;
            return;
        }
        if depth >= DEEPEST {
            return;
        }
        let Some(bytes) = self.shared.budget.decode(object) else { return };
        let own = dict.get::<Dict<'_>>("Resources").map(Resources::new);
        let (outside, texts, marks) = (self.state.clone(), (self.text, self.line), self.marks.depth());
        let kept = std::mem::take(&mut self.kept);
        if let Some(numbers) = dict.get::<Array<'_>>("Matrix").and_then(|numbers| six(&numbers)) {
            self.state.page = Matrix(numbers).then(self.state.page);
        }
        self.run(&bytes, own.as_ref().unwrap_or(resources), depth + 1);
        (self.text, self.line) = texts;
        self.state = outside;
        self.kept = kept;
        self.marks.close_to(marks);
    }

    fn set_line(&mut self, matrix: Matrix) {
        self.line = matrix;
        self.text = matrix;
    }

    fn next_line(&mut self, x: f32, y: f32) {
        self.set_line(Matrix::shift(x, y).then(self.line));
    }

    fn show_all(&mut self, texts: &Array<'_>) {
        for object in texts.iter::<Object<'_>>() {
            match object {
                Object::String(text) => self.show(text.as_bytes()),
                Object::Number(back) => {
                    let back = back.as_f32() / 1000.0 * self.state.size;
                    let vertical = self.state.font.as_ref().is_some_and(|font| font.vertical);
                    let shift = if vertical {
                        Matrix::shift(0.0, -back)
                    } else {
                        Matrix::shift(-back * self.state.stretch, 0.0)
                    };
                    self.text = shift.then(self.text);
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, codes: &[u8]) {
        let Some(font) = self.state.font.clone() else { return };
        for letter in font.letters(codes) {
            self.put(&letter, &font);
            let State { size, letter_space, word_space, stretch, .. } = self.state;
            let space = letter_space + if letter.is_space { word_space } else { 0.0 };
            let shift = if font.vertical {
                Matrix::shift(0.0, space - size)
            } else {
                Matrix::shift((letter.width * size + space) * stretch, 0.0)
            };
            self.text = shift.then(self.text);
        }
    }

    fn put(&mut self, letter: &Letter, font: &Font) {
        let State { size, stretch, rise, .. } = self.state;
        let whole = Matrix([size * stretch, 0.0, 0.0, size, 0.0, rise]).then(self.text).then(self.state.page);
        let [a, b, c, d, x, y] = whole.0;
        let (along, height) = (a.hypot(b), c.hypot(d));
        if !whole.is_finite() || height < 0.1 || along < 0.01 || x.abs().max(y.abs()).max(height) > 1e6 {
            return;
        }
        self.shared.glyphs += 1;
        let text = match self.marks.instead() {
            Some(text) if text.is_empty() => return,
            Some(text) => text,
            None => letter.text.clone().unwrap_or_else(|| {
                self.shared.unknown += 1;
                char::REPLACEMENT_CHARACTER.to_string()
            }),
        };
        let is_level = a > 0.0 && d > 0.0 && b.abs() <= LEVEL * a && !font.vertical;
        if !is_level {
            self.askew.push_str(&text);
            return;
        }
        self.glyphs.push(Glyph {
            x,
            y,
            width: letter.width * along,
            size: height,
            text,
            bold: font.bold || self.state.outlined,
            aside: self.marks.is_aside(),
        });
    }
}

fn matrix(numbers: [Number; 6]) -> Matrix {
    Matrix(numbers.map(|number| number.as_f32()))
}

fn six(numbers: &Array<'_>) -> Option<[f32; 6]> {
    let numbers: Vec<f32> = numbers.iter::<f32>().take(6).collect();
    numbers.try_into().ok()
}
