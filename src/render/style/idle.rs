//! Elements that set nothing.

use std::collections::BTreeMap;

use citationberg::taxonomy::{NameVariable, StandardVariable, Variable};
use citationberg::{IndependentStyle, LayoutRenderingElement, LongShortForm, Text, TextTarget};

use crate::render::style::Known;
use crate::render::style::walk::each_list;

/// Macros that set nothing, each with whether it asks for a field.
pub(super) type Idle = BTreeMap<String, bool>;

pub(super) fn idle_macros(style: &IndependentStyle, known: &Known<'_>) -> Idle {
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

pub(super) fn is_idle(
    element: &LayoutRenderingElement,
    known: &Known<'_>,
    idle: &Idle,
) -> Option<bool> {
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
        LayoutRenderingElement::Names(names) => {
            let lack = |name: &NameVariable| known.lack(Variable::Name(*name));
            let substitute = names.substitute().map(|other| other.children.as_slice());
            are_idle(substitute.unwrap_or_default(), known, idle)?;
            names.variable.iter().all(lack).then_some(true)
        }
        LayoutRenderingElement::Label(_) => None,
    }
}

/// Takes out what sets nothing. A group counts whether what it asks for is there, so
/// where one is taken out that asked, another stands for it.
pub(super) fn clear(list: &mut Vec<LayoutRenderingElement>, known: &Known<'_>, idle: &Idle) {
    let mut asks = false;
    list.retain(|element| {
        let idle = is_idle(element, known, idle);
        asks |= idle == Some(true);
        idle.is_none()
    });
    list.iter_mut().for_each(|element| each_list(element, &mut |inner| clear(inner, known, idle)));
    if asks && !list.iter().any(asks_always) {
        list.push(LayoutRenderingElement::Text(Text::with_target(TextTarget::Variable {
            var: Variable::Standard(NO_FIELD),
            form: LongShortForm::default(),
        })));
    }
}

/// A field that no work has.
const NO_FIELD: StandardVariable = StandardVariable::Scale;

/// Whether an element asks for a field whatever the work.
fn asks_always(element: &LayoutRenderingElement) -> bool {
    match element {
        LayoutRenderingElement::Text(text) => match text.target {
            TextTarget::Variable { var, .. } => {
                var != Variable::Standard(StandardVariable::YearSuffix)
            }
            _ => false,
        },
        LayoutRenderingElement::Number(_) | LayoutRenderingElement::Names(_) => true,
        _ => false,
    }
}
