//! How long a clean build of thousands of pages takes, beside the floor: read, parse and write, and nothing else.
//!
//! `cargo bench --bench build_pages` builds 9,000 pages; `-- --pages N --rounds N` builds others. It prints ratios: this machine
//! is shared, so a number of seconds says little by itself.
#![allow(clippy::disallowed_methods, reason = "a bench makes its own files and asks the clock")]
#![allow(clippy::print_stdout, reason = "a bench talks to its terminal")]

use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use wait4::Wait4;

/// What one run of a program cost.
struct Cost {
    wall: f64,
    cpu: f64,
    peak_mib: f64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--floor") {
        return floor(Path::new(&arguments[at + 1]), Path::new(&arguments[at + 2]));
    }
    let number = |name: &str, default: usize| {
        let at = arguments.iter().position(|argument| argument == name);
        at.and_then(|at| arguments.get(at + 1)?.parse().ok()).unwrap_or(default)
    };
    let (pages, rounds) = (number("--pages", 9000), number("--rounds", 3));
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("hub");
    let bytes = generate(&root, pages);
    println!(
        "{pages} pages, {:.1} MB of Markdown, {rounds} rounds, each run with an empty output folder\n",
        bytes as f64 / 1e6
    );

    let floor_program = std::env::current_exe().expect("this program");
    let mut best: [Option<Cost>; 3] = [None, None, None];
    for round in 0..rounds {
        let output = |name: &str| folder.path().join(format!("{name}-{round}"));
        let site = output("site");
        let runs = [
            run(Command::new(&floor_program).arg("--floor").arg(&root).arg(output("floor"))),
            run(fingerpost("build", &root).arg("--output").arg(&site)),
            run(fingerpost("build", &root).arg("--output").arg(&site)),
        ];
        for (best, cost) in best.iter_mut().zip(runs) {
            if best.as_ref().is_none_or(|best| cost.cpu < best.cpu) {
                *best = Some(cost);
            }
        }
    }
    let [Some(floor), Some(build), Some(again)] = best else { return };
    println!("{:<34}{:>8}{:>10}{:>12}", "", "CPU s", "wall s", "peak MiB");
    for (name, cost) in [
        ("floor: read, parse, write", &floor),
        ("fingerpost build, clean", &build),
        ("fingerpost build, nothing changed", &again),
    ] {
        println!("{name:<34}{:>8.2}{:>10.2}{:>12.0}", cost.cpu, cost.wall, cost.peak_mib);
    }
    println!(
        "\nclean build against the floor: CPU {:.2}, wall {:.2}, memory {:.2}",
        build.cpu / floor.cpu,
        build.wall / floor.wall,
        build.peak_mib / floor.peak_mib
    );
}

fn fingerpost(command: &str, root: &Path) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_fingerpost"));
    program.args([command, "--today", "2026-11-23", "--root"]).arg(root);
    program
}

fn run(command: &mut Command) -> Cost {
    let start = Instant::now();
    let child = command.stdout(Stdio::null()).spawn().expect("it starts");
    let used = child.wait4().expect("it ends");
    assert!(used.status.success(), "the run failed: {command:?}");
    let cpu = (used.rusage.utime + used.rusage.stime).as_secs_f64();
    Cost { wall: start.elapsed().as_secs_f64(), cpu, peak_mib: used.rusage.maxrss as f64 / (1024.0 * 1024.0) }
}

/// The least that any generator must do: read each page, parse it to HTML, write it.
fn floor(root: &Path, output: &Path) {
    let pages: Vec<PathBuf> = walkdir::WalkDir::new(root.join("content"))
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.par_iter().for_each(|path| {
        let text = std::fs::read_to_string(path).expect("it reads");
        let mut html = String::with_capacity(text.len() * 2);
        pulldown_cmark::html::push_html(
            &mut html,
            pulldown_cmark::Parser::new_ext(&text, pulldown_cmark::Options::all()),
        );
        let target = output.join(path.strip_prefix(root).expect("below")).with_extension("");
        std::fs::create_dir_all(&target).expect("it makes the folder");
        std::fs::write(target.join("index.html"), html).expect("it writes");
    });
}

/// A hub of pages of about 12 kB, as technical pages are: headings, lists, tables, code, links, shortcodes. Returns its bytes.
fn generate(root: &Path, pages: usize) -> usize {
    let write = |path: &str, text: String| {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("it makes the folder");
        std::fs::write(path, &text).expect("it writes");
        text.len()
    };
    write("site.toml", "title = \"Hub\"\nbase_url = \"http://localhost/\"\n".into());
    write(
        "content/data/facts.yaml",
        "- { fact: days, value: 10, unit: working days, means: time, status: law, source: { title: t } }\n"
            .into(),
    );
    write("content/_index.md", front("Home", "") + "Welcome.\n");
    let mut bytes = 0;
    let sections = pages.div_ceil(100);
    for section in 0..sections {
        write(
            &format!("content/section-{section}/_index.md"),
            front(&format!("Section {section}"), "") + "A section.\n",
        );
        for page in (section * 100)..((section + 1) * 100).min(pages) {
            bytes += write(
                &format!("content/section-{section}/page-{page}.md"),
                page_text(page, section, sections),
            );
        }
    }
    bytes
}

fn front(title: &str, more: &str) -> String {
    format!(
        "---\ntitle: {title}\nsummary: What {title} is about, in a sentence of the usual length.\n{more}---\n\n"
    )
}

fn page_text(page: usize, section: usize, sections: usize) -> String {
    const WORDS: [&str; 40] = [
        "child",
        "plan",
        "review",
        "the",
        "of",
        "school",
        "carer",
        "meeting",
        "target",
        "and",
        "education",
        "social",
        "worker",
        "a",
        "is",
        "to",
        "by",
        "teacher",
        "progress",
        "council",
        "term",
        "support",
        "with",
        "before",
        "after",
        "who",
        "record",
        "view",
        "agreed",
        "progress",
        "when",
        "each",
        "written",
        "in",
        "care",
        "helps",
        "it",
        "for",
        "next",
        "date",
    ];
    let mut seed = page as u64 * 2_654_435_761 + 1;
    let mut next = |limit: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % limit
    };
    let mut words = |count: usize| (0..count).map(|_| WORDS[next(40)]).collect::<Vec<_>>().join(" ");
    let mut text = front(
        &format!("Page {page}"),
        "audience: [social-worker]\nchecked_on: 2026-11-01\nreview_by: 2027-11-01\n",
    );
    for part in 0..8 {
        text += &format!("## Part {part} of {}\n\n{}.\n\n", words(3), words(90));
        text += &format!(
            "It's \"{}\", within {{{{ fact(key=\"days\") }}}}; see [{}](page-{}.md#on).\n\n",
            words(6),
            words(3),
            section * 100
        );
        text += &format!(
            "- {}\n- **{}**: {}\n- [{}](../section-{}/_index.md)\n\n",
            words(12),
            words(2),
            words(15),
            words(2),
            (section + part) % sections
        );
        if part % 3 == 0 {
            text += &format!(
                "| {} | {} |\n| --- | --- |\n| {} | {} |\n| {} | {} |\n\n",
                words(2),
                words(2),
                words(5),
                words(5),
                words(5),
                words(5)
            );
        }
        text += &format!("{}.\n\n```\n{}\n```\n\n", words(60), words(20));
    }
    text + "## The end {#on}\n\nDone.\n"
}
