//! The elements of a style, and the elements that they hold.

use citationberg::{IndependentStyle, LayoutRenderingElement, NamesChild, TextTarget};

/// Calls `see` for the lists of elements of a style's macros and its bibliography.
pub(super) fn each_list_of(
    style: &mut IndependentStyle,
    see: &mut dyn FnMut(&mut Vec<LayoutRenderingElement>),
) {
    style.macros.iter_mut().for_each(|part| see(&mut part.children));
    style.bibliography.iter_mut().for_each(|all| see(&mut all.layout.elements));
}

/// Calls `see` for the lists of elements that an element holds.
pub(super) fn each_list(
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

/// The macros that elements call, each once.
pub(super) fn macros_in(elements: &[LayoutRenderingElement], names: &mut Vec<String>) {
    for element in elements {
        if let LayoutRenderingElement::Text(text) = element
            && let TextTarget::Macro { name } = &text.target
            && !names.contains(name)
        {
            names.push(name.clone());
        }
        lists_in(element).for_each(|inner| macros_in(inner, names));
    }
}

/// The lists of elements that an element holds.
pub(super) fn lists_in(
    element: &LayoutRenderingElement,
) -> impl Iterator<Item = &Vec<LayoutRenderingElement>> {
    let lists: Vec<&Vec<LayoutRenderingElement>> = match element {
        LayoutRenderingElement::Group(group) => vec![&group.children],
        LayoutRenderingElement::Choose(choose) => {
            let branches = choose.branches().map(|branch| &branch.children);
            branches.chain(choose.otherwise.iter().map(|other| &other.children)).collect()
        }
        LayoutRenderingElement::Names(names) => {
            names.substitute().into_iter().map(|substitute| &substitute.children).collect()
        }
        LayoutRenderingElement::Text(_)
        | LayoutRenderingElement::Date(_)
        | LayoutRenderingElement::Number(_)
        | LayoutRenderingElement::Label(_) => Vec::new(),
    };
    lists.into_iter()
}
