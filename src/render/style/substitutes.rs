//! What stands where a work lacks the names that should.

use citationberg::taxonomy::Variable;
use citationberg::{IndependentStyle, LayoutRenderingElement, NamesChild, TextTarget};

use crate::render::style::Known;
use crate::render::style::flat::flatten;
use crate::render::style::idle::{Idle, is_idle};
use crate::render::style::walk::{each_list, lists_in, macros_in};

/// Leaves of what may stand for names what can come to stand there.
pub(super) fn shorten(list: &mut [LayoutRenderingElement], known: &Known<'_>, idle: &Idle) {
    for element in list {
        if let LayoutRenderingElement::Names(names) = element {
            for child in &mut names.children {
                let NamesChild::Substitute(substitute) = child else { continue };
                let list = &mut substitute.children;
                // What hayagriva meets within a question it sets in the form of no names.
                flatten(list);
                list.retain(|one| is_idle(one, known, idle).is_none());
                let is_set = |one: &LayoutRenderingElement| match one {
                    LayoutRenderingElement::Names(names) if known.is_exact => {
                        names.variable.iter().any(|name| !known.lack(Variable::Name(*name)))
                    }
                    _ => false,
                };
                if let Some(last) = list.iter().position(is_set) {
                    list.truncate(last + 1);
                }
            }
        }
        each_list(element, &mut |inner| shorten(inner, known, idle));
    }
}

/// What all that may stand for names asks for.
pub(super) fn stand_ins(style: &IndependentStyle) -> Vec<Variable> {
    let (mut found, mut wanted) = (Vec::new(), Vec::new());
    let layout = style.bibliography.iter().map(|all| &all.layout.elements);
    let lists = style.macros.iter().map(|part| &part.children).chain(layout);
    lists.for_each(|list| stand_ins_in(list, &mut found, &mut wanted));
    let mut read = 0;
    while let Some(name) = wanted.get(read).cloned() {
        if let Some(part) = style.macros.iter().find(|part| part.name == name) {
            fields_in(&part.children, &mut found);
            macros_in(&part.children, &mut wanted);
        }
        read += 1;
    }
    found
}

fn stand_ins_in(
    list: &[LayoutRenderingElement],
    found: &mut Vec<Variable>,
    macros: &mut Vec<String>,
) {
    for element in list {
        if let LayoutRenderingElement::Names(names) = element
            && let Some(substitute) = names.substitute()
        {
            fields_in(&substitute.children, found);
            macros_in(&substitute.children, macros);
        }
        lists_in(element).for_each(|inner| stand_ins_in(inner, found, macros));
    }
}

/// The fields that elements set, leaving out what the macros that they call do.
fn fields_in(list: &[LayoutRenderingElement], found: &mut Vec<Variable>) {
    for element in list {
        match element {
            LayoutRenderingElement::Text(text) => {
                if let TextTarget::Variable { var, .. } = text.target {
                    found.push(var);
                }
            }
            LayoutRenderingElement::Number(number) => found.push(number.variable.into()),
            LayoutRenderingElement::Label(label) => found.push(label.variable.into()),
            LayoutRenderingElement::Date(date) => {
                found.extend(date.variable.map(Variable::Date));
            }
            LayoutRenderingElement::Names(names) => {
                found.extend(names.variable.iter().copied().map(Variable::Name));
            }
            LayoutRenderingElement::Group(_) | LayoutRenderingElement::Choose(_) => {}
        }
        lists_in(element).for_each(|inner| fields_in(inner, found));
    }
}
