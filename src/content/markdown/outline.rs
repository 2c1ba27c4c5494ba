//! For tests: a body in a few short lines, and the problems found with it.

use crate::content::markdown::parse;
use crate::content::problem::Problems;
use crate::content::tree::{Block, Body, Caption, CitationForm, Inline};

/// The outline of a Markdown text, then one line a problem: `! code line:column`.
pub(super) fn outline(text: &str) -> String {
    let mut problems = Problems::new("f.md", text);
    let body = parse(&mut problems, 0, &["map.svg".to_owned()].into());
    let mut lines = Vec::new();
    body_lines(&body, &mut lines);
    for problem in problems.found() {
        let place = &problem.place;
        lines.push(format!("! {} {}:{}", problem.code.id(), place.line, place.column));
    }
    lines.join("\n")
}

/// Compares the outline of a text with lines of it.
#[track_caller]
pub(super) fn check(text: &str, expected: &[&str]) {
    assert_eq!(outline(text), expected.join("\n"), "of\n{text}");
}

fn body_lines(body: &Body, lines: &mut Vec<String>) {
    block_lines(&body.blocks, "", lines);
    for note in &body.notes {
        lines.push(format!("note {}", note.label));
        block_lines(&note.blocks, "  ", lines);
    }
}

fn block_lines(blocks: &[Block], indent: &str, lines: &mut Vec<String>) {
    let deeper = format!("{indent}  ");
    for block in blocks {
        match block {
            Block::Heading { level, id, text, .. } => {
                lines.push(format!("{indent}h{level}#{id} {}", line(text)));
            }
            Block::Paragraph { number, text, .. } => {
                lines.push(format!("{indent}p{number} {}", line(text)));
            }
            Block::List { start, items, .. } => {
                lines.push(format!("{indent}list {}", start.unwrap_or_default()));
                for item in items {
                    lines.push(format!("{indent}-"));
                    block_lines(item, &deeper, lines);
                }
            }
            Block::Quote { blocks, .. } => {
                lines.push(format!("{indent}quote"));
                block_lines(blocks, &deeper, lines);
            }
            Block::Code { language, text, .. } => {
                lines.push(format!("{indent}code {language:?} {text:?}"));
            }
            Block::Table(table) => {
                lines.push(format!("{indent}table{}", caption(table.caption.as_ref())));
                for row in std::iter::once(&table.header).chain(&table.rows) {
                    let cells: Vec<String> = row.iter().map(|cell| line(cell)).collect();
                    lines.push(format!("{deeper}{}", cells.join(" | ")));
                }
            }
            Block::Figure { image, alternative, caption: c, .. } => {
                lines
                    .push(format!("{indent}figure {image} ({alternative}){}", caption(c.as_ref())));
            }
            Block::Definitions { entries, .. } => {
                for (term, definitions) in entries {
                    lines.push(format!("{indent}term {}", line(term)));
                    for blocks in definitions {
                        block_lines(blocks, &deeper, lines);
                    }
                }
            }
            Block::Rule => lines.push(format!("{indent}rule")),
        }
    }
}

fn caption(caption: Option<&Caption>) -> String {
    caption.map_or(String::new(), |c| format!(" #{} {}", c.id, line(&c.text)))
}

fn line(inlines: &[Inline]) -> String {
    inlines.iter().map(inline).collect()
}

fn inline(inline: &Inline) -> String {
    match inline {
        Inline::Text { text, .. } => text.clone(),
        Inline::Emphasis(inner) => format!("*{}*", line(inner)),
        Inline::Strong(inner) => format!("**{}**", line(inner)),
        Inline::Code(code) => format!("`{code}`"),
        Inline::Link { href, text, .. } => format!("<{href}>({})", line(text)),
        Inline::Image { src, alternative, .. } => format!("<img {src} {alternative}>"),
        Inline::Page { id, section, label, .. } => {
            let section = section.as_ref().map(|s| format!("#{s}")).unwrap_or_default();
            let label = label.as_ref().map(|l| format!("|{}", line(l))).unwrap_or_default();
            format!("⟦{id}{section}{label}⟧")
        }
        Inline::Citation { form, items, .. } => {
            let items: Vec<String> = items
                .iter()
                .map(|i| {
                    let pages = i.pages.as_deref().unwrap_or_default();
                    format!("{}|{}|{pages}|{}", i.prefix, i.key, i.suffix)
                })
                .collect();
            let form = match form {
                CitationForm::Parenthetical => "paren",
                CitationForm::Narrative => "narr",
                CitationForm::YearOnly => "year",
            };
            format!("⟨{form} {}⟩", items.join("; "))
        }
        Inline::Mark { label, .. } => format!("^{label}^"),
        Inline::Plain(inner) => format!("⟪{}⟫", line(inner)),
        Inline::Break => "␤".to_owned(),
        Inline::HardBreak => "⏎".to_owned(),
    }
}
