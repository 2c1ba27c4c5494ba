//! A style of citations, cut down to what the bibliography asks of it.
//!
//! Chicago's style asks on every other line of which type a work is and what is known
//! of it, and hayagriva asks anew each time it comes by. For works of one type of
//! which the same is known these questions have one answer, so a style is made for
//! them in which they are answered. What it sets is the same.

use std::collections::BTreeMap;
use std::str::FromStr as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use citationberg::json::Item;
use citationberg::taxonomy::{Kind, NumberVariable, PageVariable, StandardVariable, Variable};
use citationberg::{
    Affixes, Choose, ChooseBranch, ChooseMatch, CslMacro, Formatting, Group, IndependentStyle,
    LayoutRenderingElement, Locale, NamesChild, Style, Text, TextTarget, ToAffixes as _,
    ToFormatting as _,
};
use hayagriva::archive::{self, ArchivedStyle};
use memchr::memmem;

/// Styles and locales, decoded once.
pub struct Archive {
    whole: Arc<IndependentStyle>,
    /// Those of works of one type with the same fields.
    styles: Mutex<BTreeMap<(&'static str, u32), Arc<IndependentStyle>>>,
    locales: Vec<Locale>,
}

impl Archive {
    /// The archive, read by whoever asks first.
    pub fn get() -> &'static Self {
        static ARCHIVE: OnceLock<Archive> = OnceLock::new();
        ARCHIVE.get_or_init(|| {
            let Style::Independent(whole) = ArchivedStyle::ChicagoAuthorDate.get() else {
                unreachable!("Chicago's author-date style stands on its own")
            };
            Self { whole: Arc::new(whole), styles: Mutex::default(), locales: locales() }
        })
    }

    /// Chicago's style as it is.
    #[cfg(test)]
    pub fn whole(&self) -> &IndependentStyle {
        &self.whole
    }

    /// The locales of both languages.
    pub fn locales(&self) -> &[Locale] {
        &self.locales
    }

    /// The style for a work of a type.
    pub fn style(&self, csl_type: &'static str, item: &Item) -> Arc<IndependentStyle> {
        let mut fields: Vec<&str> =
            FIELDS.into_iter().filter(|f| item.0.contains_key(*f)).collect();
        let bit = |place: usize| 1_u32 << place;
        let place = |field: &str| FIELDS.iter().position(|other| *other == field);
        let mut mask: u32 = fields.iter().filter_map(|f| place(f)).map(bit).sum();
        let mut styles = self.styles.lock().unwrap_or_else(PoisonError::into_inner);
        if styles.len() >= MOST_STYLES && !styles.contains_key(&(csl_type, mask)) {
            (fields, mask) = (FIELDS.to_vec(), u32::MAX);
        }
        let Ok(kind) = Kind::from_str(csl_type) else { return Arc::clone(&self.whole) };
        let made = || Arc::new(for_entries_of(&self.whole, &Known { kind, fields: &fields }));
        Arc::clone(styles.entry((csl_type, mask)).or_insert_with(made))
    }
}

/// The locales of both languages: of the sixty that there are, only those that name
/// one of them are decoded.
fn locales() -> Vec<Locale> {
    const CODES: [&str; 2] = ["fa-IR", "en-US"];
    let named = |bytes: &&&[u8]| CODES.iter().any(|c| memmem::find(bytes, c.as_bytes()).is_some());
    let decoded = archive::LOCALES.iter().filter(named).map(|bytes| ciborium::from_reader(*bytes));
    let is_wanted = |l: &Locale| l.lang.as_ref().is_some_and(|c| CODES.contains(&c.0.as_str()));
    decoded.map(|l| l.expect("the archive is whole")).filter(is_wanted).collect()
}

/// So many styles are kept for works of which different things are known.
const MOST_STYLES: usize = 200;

/// The fields that the bibliography fills in (`references::csl`).
const FIELDS: [&str; 17] = [
    "id",
    "type",
    "language",
    "title",
    "container-title",
    "volume",
    "issue",
    "page",
    "publisher",
    "publisher-place",
    "edition",
    "DOI",
    "URL",
    "author",
    "editor",
    "translator",
    "issued",
];

/// What is known of the works that a style is for.
struct Known<'k> {
    /// Their type.
    kind: Kind,
    /// Names of the fields that they may have, as CSL-JSON names them.
    fields: &'k [&'k str],
}

/// The style for entries of such works: citations are set by others
/// (`render/html/citation.rs`), so there is nothing in theirs.
fn for_entries_of(style: &IndependentStyle, known: &Known<'_>) -> IndependentStyle {
    let mut style = style.clone();
    style.citation.layout.elements.clear();
    style.citation.sort = None;
    for part in &mut style.macros {
        cut(&mut part.children, known);
    }
    let idle = idle_macros(&style, known);
    style.macros.iter_mut().for_each(|part| clear(&mut part.children, known, &idle));
    style.macros.iter_mut().for_each(|part| flatten(&mut part.children));
    let of_one = macros_of_one(&mut style.macros);
    let mut wanted = Vec::new();
    if let Some(bibliography) = &mut style.bibliography {
        // One entry is in order.
        bibliography.sort = None;
        cut(&mut bibliography.layout.elements, known);
        clear(&mut bibliography.layout.elements, known, &idle);
        flatten(&mut bibliography.layout.elements);
        call(&mut bibliography.layout.elements, &of_one);
        macros_in(&bibliography.layout.elements, &mut wanted);
    }
    let mut read = 0;
    while let Some(name) = wanted.get(read).cloned() {
        if let Some(part) = style.macros.iter().find(|part| part.name == name) {
            macros_in(&part.children, &mut wanted);
        }
        read += 1;
    }
    style.macros.retain(|part| wanted.contains(&part.name));
    style
}

/// The macros that elements call, each once.
fn macros_in(elements: &[LayoutRenderingElement], names: &mut Vec<String>) {
    for element in elements {
        match element {
            LayoutRenderingElement::Text(text) => {
                if let TextTarget::Macro { name } = &text.target
                    && !names.contains(name)
                {
                    names.push(name.clone());
                }
            }
            LayoutRenderingElement::Group(group) => macros_in(&group.children, names),
            LayoutRenderingElement::Choose(choose) => {
                choose.branches().for_each(|branch| macros_in(&branch.children, names));
                choose.otherwise.iter().for_each(|other| macros_in(&other.children, names));
            }
            LayoutRenderingElement::Names(all) => {
                for child in &all.children {
                    if let NamesChild::Substitute(substitute) = child {
                        macros_in(&substitute.children, names);
                    }
                }
            }
            LayoutRenderingElement::Date(_)
            | LayoutRenderingElement::Number(_)
            | LayoutRenderingElement::Label(_) => {}
        }
    }
}

/// Answers what is asked of works.
fn cut(elements: &mut [LayoutRenderingElement], known: &Known<'_>) {
    for element in elements {
        if let LayoutRenderingElement::Choose(choose) = element {
            answer(choose, known);
        }
        each_list(element, &mut |inner| cut(inner, known));
    }
}

/// Calls `see` for the lists of elements that an element holds.
fn each_list(
    element: &mut LayoutRenderingElement,
    see: &mut dyn FnMut(&mut Vec<LayoutRenderingElement>),
) {
    match element {
        LayoutRenderingElement::Group(group) => see(&mut group.children),
        LayoutRenderingElement::Choose(choose) => {
            see(&mut choose.if_.children);
            choose.else_if.iter_mut().for_each(|branch| see(&mut branch.children));
            choose.otherwise.iter_mut().for_each(|other| see(&mut other.children));
        }
        LayoutRenderingElement::Names(names) => {
            for child in &mut names.children {
                if let NamesChild::Substitute(substitute) = child {
                    see(&mut substitute.children);
                }
            }
        }
        LayoutRenderingElement::Text(_)
        | LayoutRenderingElement::Date(_)
        | LayoutRenderingElement::Number(_)
        | LayoutRenderingElement::Label(_) => {}
    }
}

/// Leaves the branches that such works can come to.
fn answer(choose: &mut Choose, known: &Known<'_>) {
    let first = std::mem::replace(&mut choose.if_, branch(ChooseMatch::Any));
    let others = std::mem::take(&mut choose.else_if);
    let mut left = Vec::new();
    for mut one in std::iter::once(first).chain(others) {
        match is_taken(&one, known) {
            Some(false) => {}
            Some(true) => {
                left.push(ChooseBranch { children: one.children, ..branch(ChooseMatch::All) });
                choose.otherwise = None;
                break;
            }
            None => {
                one.type_ = None;
                if let Some(variables) = &mut one.variable {
                    variables.retain(|variable| !known.lack(*variable));
                }
                one.variable = one.variable.filter(|variables| !variables.is_empty());
                left.push(one);
            }
        }
    }
    let mut left = left.into_iter();
    if let Some(first) = left.next() {
        choose.if_ = first;
    }
    choose.else_if = left.collect();
}

/// A branch without a condition: taken where all of none must hold, and not where
/// any of none must.
fn branch(match_: ChooseMatch) -> ChooseBranch {
    ChooseBranch {
        disambiguate: None,
        is_numeric: None,
        is_uncertain_date: None,
        locator: None,
        position: None,
        type_: None,
        variable: None,
        match_,
        children: Vec::new(),
    }
}

/// Whether such works take a branch; `None` where what is known does not say.
fn is_taken(branch: &ChooseBranch, known: &Known<'_>) -> Option<bool> {
    let types = branch.type_.as_deref().unwrap_or_default();
    let variables = branch.variable.as_deref().unwrap_or_default();
    let some_hold = types.contains(&known.kind);
    let some_fail = types.iter().any(|one| *one != known.kind)
        || variables.iter().any(|variable| known.lack(*variable));
    // A field that a work has can still be passed over, where it stood for another.
    let all_are_known = variables.iter().all(|variable| known.lack(*variable))
        && branch.disambiguate.is_none()
        && branch.is_numeric.is_none()
        && branch.is_uncertain_date.is_none()
        && branch.locator.is_none()
        && branch.position.is_none();
    match branch.match_ {
        ChooseMatch::All if some_fail => Some(false),
        ChooseMatch::Any if some_hold => Some(true),
        ChooseMatch::None if some_hold => Some(false),
        ChooseMatch::All | ChooseMatch::None => all_are_known.then_some(true),
        ChooseMatch::Any => all_are_known.then_some(false),
    }
}

impl Known<'_> {
    /// Whether such works certainly have nothing of a variable.
    fn lack(&self, variable: Variable) -> bool {
        let has = |name: &str| self.fields.contains(&name);
        match variable {
            // These are made of others, or count works.
            Variable::Standard(StandardVariable::YearSuffix | StandardVariable::CitationLabel)
            | Variable::Number(
                NumberVariable::CitationNumber
                | NumberVariable::FirstReferenceNoteNumber
                | NumberVariable::Locator
                | NumberVariable::PageFirst,
            ) => false,
            Variable::Standard(StandardVariable::Title) => !has("title") && !has("title-short"),
            Variable::Standard(variable) => !has(&variable.to_string()),
            Variable::Number(variable) => !has(&variable.to_string()),
            Variable::Date(variable) => !has(&variable.to_string()),
            Variable::Name(variable) => !has(&variable.to_string()),
            Variable::Page(PageVariable::Page) => !has("page"),
        }
    }
}

/// Macros that set nothing, each with whether it asks for a field.
type Idle = BTreeMap<String, bool>;

fn idle_macros(style: &IndependentStyle, known: &Known<'_>) -> Idle {
    let mut idle = Idle::new();
    loop {
        let before = idle.len();
        for part in &style.macros {
            if let Some(asks) = are_idle(&part.children, known, &idle) {
                idle.insert(part.name.clone(), asks);
            }
        }
        if idle.len() == before {
            return idle;
        }
    }
}

/// Whether elements set nothing: then whether any asks for a field.
fn are_idle(list: &[LayoutRenderingElement], known: &Known<'_>, idle: &Idle) -> Option<bool> {
    list.iter().try_fold(false, |asks, element| Some(is_idle(element, known, idle)? || asks))
}

fn is_idle(element: &LayoutRenderingElement, known: &Known<'_>, idle: &Idle) -> Option<bool> {
    match element {
        LayoutRenderingElement::Text(text) => match &text.target {
            TextTarget::Variable { var, .. } => known.lack(*var).then_some(true),
            TextTarget::Macro { name } => idle.get(name).copied(),
            TextTarget::Term { .. } | TextTarget::Value { .. } => None,
        },
        LayoutRenderingElement::Number(number) => {
            known.lack(number.variable.into()).then_some(true)
        }
        LayoutRenderingElement::Date(date) => {
            known.lack(Variable::Date(date.variable?)).then_some(true)
        }
        LayoutRenderingElement::Group(group) => are_idle(&group.children, known, idle),
        LayoutRenderingElement::Choose(choose) => {
            let lists = choose.branches().map(|branch| &branch.children);
            let lists = lists.chain(choose.otherwise.iter().map(|other| &other.children));
            let mut asked = lists.map(|list| are_idle(list, known, idle));
            let first = asked.next()??;
            // One of them is taken, and nobody knows which.
            asked.all(|asks| asks == Some(first)).then_some(first)
        }
        LayoutRenderingElement::Names(_) | LayoutRenderingElement::Label(_) => None,
    }
}

/// Takes out what sets nothing. A group counts whether what it asks for is there, so
/// one of those that ask stays.
fn clear(list: &mut Vec<LayoutRenderingElement>, known: &Known<'_>, idle: &Idle) {
    let mut asking = None;
    list.retain(|element| match is_idle(element, known, idle) {
        None => true,
        Some(asks) if !asks || asking.is_some() => false,
        Some(_) => {
            asking = leaf(element, known);
            asking.is_none()
        }
    });
    list.iter_mut().for_each(|element| each_list(element, &mut |inner| clear(inner, known, idle)));
    list.extend(asking);
}

/// Takes away what stands around others and changes nothing: the answered question,
/// the group of one. hayagriva looks at everything once for each that stands around it.
fn flatten(list: &mut Vec<LayoutRenderingElement>) {
    for element in std::mem::take(list) {
        match element {
            LayoutRenderingElement::Choose(mut choose) if is_answered(&choose) => {
                flatten(&mut choose.if_.children);
                list.append(&mut choose.if_.children);
            }
            LayoutRenderingElement::Group(mut group) => {
                flatten(&mut group.children);
                if is_of_one(&group) {
                    list.append(&mut group.children);
                } else {
                    list.push(LayoutRenderingElement::Group(group));
                }
            }
            mut other => {
                if !matches!(other, LayoutRenderingElement::Names(_)) {
                    each_list(&mut other, &mut flatten);
                }
                list.push(other);
            }
        }
    }
}

/// Macros of one element, by name. They are called no more.
fn macros_of_one(macros: &mut [CslMacro]) -> BTreeMap<String, LayoutRenderingElement> {
    loop {
        let of_one = |part: &CslMacro| match &*part.children {
            [one] if counts_as_macro(one) => Some((part.name.clone(), one.clone())),
            _ => None,
        };
        let ones = macros.iter().filter_map(of_one).collect();
        let before = macros.to_vec();
        for part in &mut *macros {
            call(&mut part.children, &ones);
            flatten(&mut part.children);
        }
        if before == macros {
            return ones;
        }
    }
}

/// Whether an element, where it sets something, keeps the group that it stands in as
/// its macro would: a word of the style alone does not.
fn counts_as_macro(element: &LayoutRenderingElement) -> bool {
    match element {
        LayoutRenderingElement::Text(text) => {
            matches!(text.target, TextTarget::Variable { .. } | TextTarget::Macro { .. })
        }
        LayoutRenderingElement::Number(_)
        | LayoutRenderingElement::Date(_)
        | LayoutRenderingElement::Names(_) => true,
        LayoutRenderingElement::Label(_)
        | LayoutRenderingElement::Group(_)
        | LayoutRenderingElement::Choose(_) => false,
    }
}

/// Puts macros of one element where they are called.
fn call(list: &mut [LayoutRenderingElement], ones: &BTreeMap<String, LayoutRenderingElement>) {
    for element in list {
        if let LayoutRenderingElement::Text(text) = element
            && let TextTarget::Macro { name } = &text.target
            && let Some(one) = ones.get(name)
            // The call itself changes nothing.
            && *text == Text::with_target(text.target.clone())
        {
            *element = one.clone();
        }
        // Of what may stand for names the first that sets anything is taken.
        if !matches!(element, LayoutRenderingElement::Names(_)) {
            each_list(element, &mut |inner| call(inner, ones));
        }
    }
}

/// Whether a group holds one element and does nothing to it.
fn is_of_one(group: &Group) -> bool {
    // A question hands on the delimiter of the group.
    let is_one =
        matches!(&*group.children, [one] if !matches!(one, LayoutRenderingElement::Choose(_)));
    is_one
        && group.to_formatting() == Formatting::default()
        && group.to_affixes() == Affixes::default()
        && group.display.is_none()
}

/// Whether the first branch is taken whatever the work.
fn is_answered(choose: &Choose) -> bool {
    let ChooseBranch { children, match_, .. } = &choose.if_;
    let open = ChooseBranch { children: children.clone(), ..branch(*match_) };
    *match_ == ChooseMatch::All && open == choose.if_
}

/// The first text of a field that such works lack.
fn leaf(element: &LayoutRenderingElement, known: &Known<'_>) -> Option<LayoutRenderingElement> {
    let first = |list: &[LayoutRenderingElement]| list.iter().find_map(|inner| leaf(inner, known));
    match element {
        LayoutRenderingElement::Text(text) => match text.target {
            TextTarget::Variable { var, .. } => known.lack(var).then(|| element.clone()),
            _ => None,
        },
        LayoutRenderingElement::Group(group) => first(&group.children),
        LayoutRenderingElement::Choose(choose) => {
            choose.branches().find_map(|branch| first(&branch.children))
        }
        LayoutRenderingElement::Date(_)
        | LayoutRenderingElement::Number(_)
        | LayoutRenderingElement::Names(_)
        | LayoutRenderingElement::Label(_) => None,
    }
}
