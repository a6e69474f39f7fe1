//! What is refused in a chart, word for word, and what is read all the same.

use super::parse::{read, told};
use fingerpost::problem::Level;

/// Each chart gets these lines.
fn each(cases: &[(&str, &str)]) {
    for (chart, expected) in cases {
        assert_eq!(told(chart).trim_end(), *expected, "\n{chart}");
    }
}

/// Statements, which begin on the second line, get these lines.
fn each_statement(cases: &[(&str, &str)]) {
    for (statements, expected) in cases {
        assert_eq!(told(&format!("flowchart TD\n{statements}\n")).trim_end(), *expected, "\n{statements}");
    }
}

#[test]
fn what_is_no_arrow_is_told() {
    each_statement(&[
        ("A -> B", "a.md:2:3: error[flowchart-arrow]: `->` is no arrow (write `-->`)"),
        ("A —> B", "a.md:2:3: error[flowchart-arrow]: `—>` is no arrow (write `-->`)"),
        ("A → B", "a.md:2:3: error[flowchart-arrow]: `→` is no arrow (write `-->`)"),
        (
            "A -- B",
            "a.md:2:3: error[flowchart-arrow]: `--` begins the words of an arrow, and no `-->` ends them (write `a -- words --> b`, or an arrow without words as `a --> b`)",
        ),
        (
            "A -- yes -- B",
            "a.md:2:10: error[flowchart-arrow]: the arrow that begins with `--` has no end (write `-->` behind its words)",
        ),
        (
            "A --|yes|--> B",
            "a.md:2:5: error[flowchart-label-signs]: `|` stands only in words with quotation marks around them (write `-->|\"words\"|`)",
        ),
        (
            "A --oB",
            "a.md:2:5: error[flowchart-arrow-head]: `o` behind an arrow is its head to Mermaid, and not the beginning of a name (write a blank: before `o` if it begins a name, behind it if it is the head)",
        ),
        (
            "A --> x--> C",
            "a.md:2:7: error[flowchart-arrow-nowhere]: `x-->` has no box before it (write a blank behind `x` if it names a box)",
        ),
        (
            "A <-- B",
            "a.md:2:3: error[flowchart-arrow]: `<--` begins the words of an arrow, and no `-->` ends them (write the boxes the other way round, as `b --> a`; both ways is `<-->`)",
        ),
        (
            "A <--o B",
            "a.md:2:3: error[flowchart-arrow-ends]: an arrow with a sign at its beginning has the same at its end (write `<-->`, `o--o` or `x--x`)",
        ),
        (
            "A <- B",
            "a.md:2:3: error[flowchart-arrow]: `<-` is no arrow (write the boxes the other way round, as `b --> a`; both ways is `<-->`)",
        ),
        (
            "A -->",
            "a.md:2:3: error[flowchart-arrow-nowhere]: this arrow leads to no box (write the box that it leads to behind it, on the same line)",
        ),
        (
            "--> B",
            "a.md:2:1: error[flowchart-arrow-nowhere]: `-->` has no box before it (write a box before it, on the same line, as `a --> b`)",
        ),
        (
            "A -->\nB",
            "a.md:2:3: error[flowchart-arrow-nowhere]: this arrow leads to no box (write the box that it leads to behind it, on the same line)",
        ),
        (
            "A -- --> B",
            "a.md:2:3: error[flowchart-label-empty]: this arrow says nothing (write `-->`, or words inside of the arrow)",
        ),
        (
            "A -->|| B",
            "a.md:2:6: error[flowchart-label-empty]: this arrow says nothing (write words between the two `|`, or take both out)",
        ),
        (
            "A -->|yes B",
            "a.md:2:6: error[flowchart-label-open]: the words that begin here do not end with `|` on this line (write `|` behind them; words over several lines stand in quotation marks)",
        ),
        (
            "A -->|a (b)| B",
            "a.md:2:9: error[flowchart-label-signs]: `(` stands only in words with quotation marks around them (write `|\"a (b)\"|`)",
        ),
        (
            "A -- a -->|b| B",
            "a.md:2:11: error[flowchart-arrow-words]: this arrow has words twice (write them in one place, as `-->|words|`)",
        ),
        (
            "A -- box--> B",
            "a.md:2:8: error[flowchart-arrow-head]: Mermaid takes the `x` before this arrow for a part of it (write a blank before `-->`)",
        ),
        (
            "A -- say \"no\" --> B",
            "a.md:2:10: error[flowchart-label-signs]: `\"` stands only in words with quotation marks around them (write `-->|\"words\"|`)",
        ),
        (
            "A -- \"no --> B",
            "a.md:2:6: error[flowchart-quote-open]: the text in quotation marks that begins here does not end before the arrow does (write `\" -->` behind its last word; `#quot;` is a quotation mark inside of it)",
        ),
        (
            "A -..x B",
            "a.md:2:3: error[flowchart-arrow]: this dotted arrow has no end (write `-.->`; with words, `-. words .->`)",
        ),
        (
            "A e1@--> B",
            "a.md:2:3: error[flowchart-new-style]: names of arrows, `name@-->`, are not known: `e1@-->` (write the arrow alone, as `a --> b`)",
        ),
    ]);
}

#[test]
fn words_that_do_not_end_are_told() {
    each_statement(&[
        (
            "A[ask (SW)] --> B",
            "a.md:2:7: error[flowchart-label-signs]: `(` stands only in words with quotation marks around them (write `[\"ask (SW)\"]`)",
        ),
        (
            "A[\"say \"yes\" now\"] --> B",
            "a.md:2:8: error[flowchart-quote-inside]: no `]` follows this quotation mark (put one pair of quotation marks around all of it, then `]`; write `#quot;` for one inside of it)",
        ),
        (
            "A[\"open] --> B\nC",
            "a.md:2:3: error[flowchart-quote-open]: the text in quotation marks that begins here does not end (write `\"]` behind its last word)",
        ),
        (
            "A[\"open] --> B\nC[\"x\"]",
            "a.md:2:3: error[flowchart-quote-open]: the text in quotation marks that begins here runs on to line 3 (write `\"]` behind its last word)",
        ),
        (
            "A[]",
            "a.md:2:2: error[flowchart-label-empty]: this box says nothing (write words between its brackets, or leave the brackets out)",
        ),
        (
            "A[x",
            "a.md:2:2: error[flowchart-label-open]: the words that begin here do not end with `]` on this line (write `]` behind them; words over several lines stand in quotation marks)",
        ),
        (
            "A{x]",
            "a.md:2:2: error[flowchart-label-open]: the words that begin here do not end with `}` on this line (write `}` behind them; words over several lines stand in quotation marks)",
        ),
        (
            "A [x]",
            "a.md:2:3: error[flowchart-statement]: `[x]` can't stand here (write an arrow between two boxes, as `a --> b`; put the words of a box in brackets, as `a[\"The words\"]`)",
        ),
        (
            "A[ \"x\" ]",
            "a.md:2:4: error[flowchart-label-signs]: `\"` stands only in words with quotation marks around them (write `[\"x\"]`)",
        ),
        (
            "A[\"`**b**`\"]",
            "a.md:2:4: error[flowchart-label-markdown]: words in a chart can't be bold or italic (take out the backticks at both ends, and `*` and `_` between them)",
        ),
        (
            "A[#quott;]",
            "a.md:2:3: error[flowchart-label-code]: `#quott;` stands for no character (did you mean `#quot;`? For the sign `#` itself write `#35;`)",
        ),
        (
            "A[#7;]",
            "a.md:2:3: error[flowchart-label-code]: `#7;` stands for no character (write the character itself; for the sign `#` before a word and `;` write `#35;`)",
        ),
        (
            "A[#zzz;]",
            "a.md:2:3: error[flowchart-label-code]: `#zzz;` stands for no character (write the character itself; for the sign `#` before a word and `;` write `#35;`)",
        ),
    ]);
}

#[test]
fn markup_is_shown_as_it_is_written() {
    each_statement(&[
        (
            "A[<b>x</b>]",
            "a.md:2:3: warning[flowchart-label-html]: `<b>` is shown as it is written: HTML is not known in a chart, but for `<br>` (take it out; write `<br>` for a new line)",
        ),
        (
            "A[x &amp; y]",
            "a.md:2:5: warning[flowchart-label-html]: `&amp;` is shown as it is written (write the character itself, or its code with `#` for `&`)",
        ),
        (
            "A[x\\ny]",
            "a.md:2:4: warning[flowchart-label-html]: `\\n` is shown as it is written (write `<br>` for a new line)",
        ),
        (
            "A[fa:fa-car x]",
            "a.md:2:3: warning[flowchart-label-html]: `fa:fa-…` is shown as it is written: there are no icons (take it out; say it in words)",
        ),
        (
            "A[\"<script>alert(1)</script>\"]",
            "a.md:2:4: warning[flowchart-label-html]: `<script>` is shown as it is written: HTML is not known in a chart, but for `<br>` (take it out; write `<br>` for a new line)",
        ),
    ]);
}

#[test]
fn what_is_no_box_is_told() {
    each_statement(&[
        (
            "A(-x-)",
            "a.md:2:2: error[flowchart-outline]: an outline that begins with `(-` is not known (write `A[\"The words\"]`)",
        ),
        (
            "A[|p:q|x]",
            "a.md:2:2: error[flowchart-outline]: an outline that begins with `[|` is not known (write `A[\"The words\"]`)",
        ),
        (
            "A@{ shape: diam, label: \"x\" } --> B",
            "a.md:2:2: error[flowchart-new-style]: outlines in the new style, `@{ … }`, are not known (write `A[\"The words\"]` for a step, `A{\"A question?\"}` for a decision, `A([\"Done\"])` for an end)",
        ),
        (
            "A --> end",
            "a.md:2:7: error[flowchart-reserved]: `end` is a word of Mermaid and can't name a box (write another name, as `End` or `finish`; the words of the box may still be `[end]`)",
        ),
        (
            "end[Done]",
            "a.md:2:1: error[flowchart-reserved]: `end` is a word of Mermaid and can't name a box (write another name, as `End` or `finish`; the words of the box may still be `[end]`)",
        ),
        (
            "end --> A",
            "a.md:2:1: error[flowchart-reserved]: `end` is a word of Mermaid and can't name a box (write another name, as `End` or `finish`; the words of the box may still be `[end]`)",
        ),
        (
            "class --> B",
            "a.md:2:1: error[flowchart-reserved]: `class` is a word of Mermaid and can't name a box (write another name, as `class_1`; its words may be any)",
        ),
        (
            "default",
            "a.md:2:1: error[flowchart-reserved]: `default` is a word of Mermaid and can't name a box (write another name, as `default_1`; its words may be any)",
        ),
        (
            "A B",
            "a.md:2:3: error[flowchart-statement]: `B` can't stand here (write an arrow between two boxes, as `a --> b`; put the words of a box in brackets, as `a[\"The words\"]`)",
        ),
        (
            "A: words",
            "a.md:2:2: error[flowchart-box-name]: `:` can't stand behind the box `A` (write its words in brackets, as `A[\"The words\"]`)",
        ),
        (
            "A&B",
            "a.md:2:2: error[flowchart-box-name]: `&` stands without blanks around it (write a blank before and behind it, as `a & b`)",
        ),
        (
            "A &B",
            "a.md:2:3: error[flowchart-and]: `&` stands without blanks around it (write a blank before and behind it, as `a & b`)",
        ),
        (
            "A & ",
            "a.md:2:3: error[flowchart-and]: no box follows this `&` (write a box behind it on the same line, or take it out)",
        ),
        (
            "& B",
            "a.md:2:1: error[flowchart-box-name]: here the name of a box is needed, not `&` (write a box before it, as `a & b`)",
        ),
        (
            "A, B --> C",
            "a.md:2:2: error[flowchart-box-name]: `,` can't stand in the name of a box (use letters, digits, `-` and `_`; put words in quotation marks, as `A[\"The words\"]`)",
        ),
        (
            "\"words\" --> B",
            "a.md:2:1: error[flowchart-box-name]: here the name of a box is needed, not `\"words\"` (write a short name before its words, as `a[\"The words\"]`)",
        ),
        (
            "*",
            "a.md:2:1: error[flowchart-box-name]: here the name of a box is needed, not `*` (a name has letters, digits, `-` and `_`; other signs stand in words, as `a[\"The words\"]`)",
        ),
        (
            "A[one]\nA[two]",
            "a.md:3:2: error[flowchart-box-twice]: the box `A` has words already, on line 2 (write `A` alone where you mean the same box; for another box use another name)",
        ),
    ]);
}

#[test]
fn what_is_no_statement_is_told() {
    each_statement(&[
        (
            "A %% c",
            "a.md:2:3: error[flowchart-comment]: a comment behind something else is no comment to Mermaid (write it on a line of its own)",
        ),
        (
            "title A chart",
            "a.md:2:7: error[flowchart-statement]: `A` can't stand here (write an arrow between two boxes, as `a --> b`; put the words of a box in brackets, as `a[\"The words\"]`)",
        ),
        (
            "subgrph x",
            "a.md:2:9: error[flowchart-statement]: `x` can't stand here (did you mean `subgraph` for `subgrph`?)",
        ),
        (
            "accTitle The chart\nA",
            "a.md:2:1: error[flowchart-description]: no `:` follows `accTitle` (write `accTitle: ` and the words behind it, on one line)",
        ),
        (
            "accTitle:\nA",
            "a.md:2:1: error[flowchart-description]: `accTitle` says nothing (write `accTitle: ` and words behind it, or take the line out)",
        ),
        (
            "accDescr {\nA",
            "a.md:2:1: error[flowchart-description]: this description has no end (write `}` on a line of its own below its last words)",
        ),
        (
            "accTitle: a\naccTitle: b\nA",
            "a.md:3:1: error[flowchart-description]: this chart has an `accTitle` already (take one of the two out)",
        ),
        (
            "flowchart LR\nA",
            "a.md:2:1: error[flowchart-first-line]: this chart has begun already (take this line out; a second chart gets a fence of its own)",
        ),
        (
            "%%{init\nA",
            "a.md:2:1: error[flowchart-settings-open]: the settings that begin here have no end (take them out: the theme paints all charts alike)",
        ),
        (
            "%%",
            "a.md:3:1: error[flowchart-empty]: this flowchart has no box (write a box and an arrow, as `start([Start]) --> done([Done])`)",
        ),
    ]);
}

#[test]
fn styling_is_passed_over_with_a_warning() {
    each_statement(&[
        (
            "direction LR\nA",
            "a.md:2:1: warning[flowchart-styling]: a direction inside of a chart is passed over (take it out; the first line says which way the chart runs)",
        ),
        (
            "style A fill:#f9f\nA",
            "a.md:2:1: warning[flowchart-styling]: colours and styles of a chart are passed over (take this line out; the theme paints all charts alike)",
        ),
        (
            "A:::x",
            "a.md:2:2: warning[flowchart-styling]: colours and styles of a chart are passed over (take `:::…` out; the theme paints all charts alike)",
        ),
        (
            "%%{init: {}}%%\nA",
            "a.md:2:1: warning[flowchart-settings]: settings of Mermaid, `%%{…}%%`, are passed over (take them out: the theme paints all charts alike)",
        ),
        (
            "A\nclick A \"x.md\" \"tip\" _blank",
            "a.md:3:16: warning[flowchart-click-more]: what follows the page is passed over: a box has no tooltip and opens no window (take it out; say it in the words of the box)",
        ),
    ]);
}

#[test]
fn what_is_no_subgraph_is_told() {
    each_statement(&[
        (
            "subgraph\nA\nend",
            "a.md:2:1: error[flowchart-subgraph-title]: this subgraph has no title (write who does what stands in it, as `subgraph Social worker`)",
        ),
        (
            "subgraph a\nB",
            "a.md:2:1: error[flowchart-subgraph-open]: this subgraph has no `end` (write `end` on a line of its own below its last box)",
        ),
        (
            "subgraph (SW)\nA\nend",
            "a.md:2:10: error[flowchart-subgraph-title]: `(` stands only in a title with quotation marks around it (write `subgraph \"(SW)\"`)",
        ),
        (
            "subgraph a b [c]\nA\nend",
            "a.md:2:10: error[flowchart-subgraph-title]: before its title in brackets a subgraph has a name of one word (write `subgraph team [c]`)",
        ),
        (
            "subgraph a [b\nA\nend",
            "a.md:2:12: error[flowchart-label-open]: the words that begin here do not end with `]` on this line (write `]` behind them; words over several lines stand in quotation marks)",
        ),
        (
            "subgraph s\nA\nend\nB --> s",
            "a.md:5:7: error[flowchart-box-is-subgraph]: `s` is a subgraph, on line 2, and no box (name one of the boxes in it; or, for a box, another name)",
        ),
        (
            "subgraph s\nA\nend\nsubgraph s\nB\nend",
            "a.md:5:1: error[flowchart-subgraph-twice]: the subgraph `s` begins on line 2 already (give this one a name of its own, as `subgraph school2 [School]`)",
        ),
        (
            "subgraph x\na --> b\nend\nsubgraph y\nb[Two]\nend",
            "a.md:6:2: warning[flowchart-box-elsewhere]: the box `b` gets its words in `y`, but stands in `x`, which names it first (write arrows from one subgraph to another below the `end` of both)",
        ),
        (
            "end\nA",
            "a.md:2:1: error[flowchart-end]: this `end` ends nothing: no subgraph is open here (take it out, or write `subgraph` and a title above the boxes that it is to hold)",
        ),
    ]);
}

#[test]
fn a_box_leads_to_pages_and_forms_only() {
    each_statement(&[
        (
            "click A \"x.md\"\nB",
            "a.md:2:7: error[flowchart-click-box]: there is no box `A` (write the name of a box, as it stands before its `[`)",
        ),
        (
            "A\nclick A callback",
            "a.md:3:9: error[flowchart-click-script]: a box runs no script (write a page or a form, as `click A \"contacts.md\"`)",
        ),
        (
            "A\nclick A call go()",
            "a.md:3:9: error[flowchart-click-script]: a box runs no script (write a page or a form, as `click A \"contacts.md\"`)",
        ),
        (
            "A\nclick A \"javascript:alert(1)\"",
            "a.md:3:10: error[flowchart-click-target]: a box can't lead to `javascript:alert(1)` (write the path to a page or a form of this site, as `../contacts.md` or `../../forms/contact.yaml`)",
        ),
        (
            "A\nclick A \"https://x.example/\"",
            "a.md:3:10: error[flowchart-click-target]: a box can't lead to another website: `https://x.example/` (write a page of this site, and link to the website there; a box leads to pages and forms only)",
        ),
        (
            "A\nclick A \"/x.md\"",
            "a.md:3:10: error[flowchart-click-target]: `/x.md` begins with `/` (write the path from this file on, as `../contacts.md`)",
        ),
        (
            "A\nclick A \"x.html\"",
            "a.md:3:10: error[flowchart-click-target]: `x.html` is no path to a page or a form (write the path to a page or a form of this site, as `../contacts.md` or `../../forms/contact.yaml`)",
        ),
        (
            "A\nclick A x.md",
            "a.md:3:9: error[flowchart-click]: here a page in quotation marks is needed, not `x.md` (write the page in quotation marks, as `click A \"contacts.md\"`)",
        ),
        (
            "A\nclick A \"\u{202e}",
            "a.md:3:9: error[flowchart-click]: here a page in quotation marks is needed, not `\"\u{202e}` (write the page in quotation marks, as `click A \"contacts.md\"`)",
        ),
        (
            "A\nclick",
            "a.md:3:1: error[flowchart-click]: this `click` names no box (write the name of a box and a page, as `click a \"contacts.md\"`)",
        ),
        (
            "A\nclick A \"x.md\"\nclick A \"y.md\"",
            "a.md:4:7: error[flowchart-click-twice]: the box `A` leads somewhere already, on line 3 (take one of the two out)",
        ),
        (
            "start\nclick strat \"x.md\"",
            "a.md:3:7: error[flowchart-click-box]: there is no box `strat` (did you mean `start`?)",
        ),
    ]);
}

#[test]
fn the_first_line_says_flowchart() {
    each(&[
        (
            "",
            "a.md:1:1: error[flowchart-first-line]: this chart is empty (write `flowchart TD` as the first line)",
        ),
        (
            "A --> B",
            "a.md:1:1: error[flowchart-first-line]: a chart begins with `flowchart` and the way that it runs (write `flowchart TD` as the first line)",
        ),
        (
            "flowchrt TD\nA",
            "a.md:1:1: error[flowchart-first-line]: a chart begins with `flowchart` and the way that it runs (did you mean `flowchart`? Write `flowchart TD`)",
        ),
        (
            "hello\nA-->B",
            "a.md:1:1: error[flowchart-first-line]: a chart begins with `flowchart` and the way that it runs (write `flowchart TD` as the first line)",
        ),
        (
            "sequenceDiagram\nA->>B: x",
            "a.md:1:1: error[flowchart-other-diagram]: `sequenceDiagram` is another kind of diagram; here only flowcharts are drawn (write it as `flowchart TD` with boxes and arrows, or as a list or a table)",
        ),
        (
            "flowchart TD A --> B",
            "a.md:1:11: error[flowchart-first-line]: the first line holds nothing but `flowchart` and the way that it runs (begin a new line behind it)",
        ),
        (
            "flowchart td\nA",
            "a.md:1:11: error[flowchart-direction]: `td` is no direction (did you mean `TD`?)",
        ),
        (
            "graph >\nA",
            "a.md:1:7: error[flowchart-direction]: `>` is no direction (write `LR`, from left to right)",
        ),
        (
            "flowchart-elk TD\nA",
            "a.md:1:1: error[flowchart-first-line]: `flowchart-elk` is not known here (write `flowchart` and a direction, as `flowchart TD`)",
        ),
        (
            "---\nx\nflowchart TD\nA",
            "a.md:1:1: error[flowchart-settings-open]: the settings that begin here have no second line of `---` (take them out; a chart begins with `flowchart TD`)",
        ),
        (
            "---\ntitle: x\n---\nflowchart TD\nA",
            "a.md:1:1: warning[flowchart-settings]: settings between lines of `---` are passed over (take them out; write the chart's name as `accTitle: …`)",
        ),
    ]);
}

#[test]
fn all_mistakes_are_told_at_once_and_the_rest_is_read() {
    let chart = "flowchart TD\nA -> B; B --> C[open\nC --> D[say (x)] --> E; E ->> F\nsubgraph s\nF --> end\nG --> H; I J; K --> L\n";
    let lines: Vec<String> =
        told(chart).lines().map(|line| line.split(": ").take(2).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        lines,
        [
            "a.md:2:3 error[flowchart-arrow]",
            "a.md:2:16 error[flowchart-label-open]",
            "a.md:3:13 error[flowchart-label-signs]",
            "a.md:3:27 error[flowchart-arrow]",
            "a.md:4:1 error[flowchart-subgraph-open]",
            "a.md:5:7 error[flowchart-reserved]",
            "a.md:6:12 error[flowchart-statement]",
        ]
    );
    let read = read(chart).0.expect("a chart");
    let ids: Vec<&str> = read.boxes.iter().map(|of| of.id.as_str()).collect();
    assert_eq!(ids, ["A", "B", "C", "D", "E", "F", "end", "G", "H", "I", "K", "L"]);
    assert_eq!(read.boxes[3].label, ["say (x)"], "what was meant is drawn");
}

#[test]
fn nothing_grows_without_bound() {
    let name = |chart: &str| {
        let problems = read(chart).1;
        let errors: Vec<&str> = problems
            .iter()
            .filter(|problem| problem.level == Level::Error)
            .map(|problem| problem.name)
            .collect();
        errors
    };
    let boxes: String = (0..201).map(|at| format!("b{at}\n")).collect();
    assert_eq!(name(&format!("flowchart TD\n{boxes}b0 --> b201\n")), ["flowchart-too-many"]);
    assert_eq!(read(&format!("flowchart TD\n{boxes}")).0.map(|chart| chart.boxes.len()), Some(200));
    let list = vec!["a"; 2_000].join(" & ");
    assert_eq!(name(&format!("flowchart TD\n{list} --> {list}\n")), ["flowchart-too-many"]);
    let deep = |count: usize| {
        format!("flowchart TD\n{}a\n{}", "subgraph x y\n".repeat(count), "end\n".repeat(count))
    };
    assert_eq!(name(&deep(5)), [""; 0]);
    assert_eq!(name(&deep(6)), ["flowchart-subgraph-deep"]);
    let lanes = "subgraph x y\na\nend\n".repeat(51);
    assert_eq!(name(&format!("flowchart TD\n{lanes}")), ["flowchart-too-many"]);
    let long = "é".repeat(10_000);
    assert_eq!(name(&format!("flowchart TD\na[\"{long}\"]\n")), ["flowchart-label-long"]);
    assert_eq!(name(&format!("flowchart TD\na -->|{long}| b\n")), ["flowchart-label-long"]);
    assert_eq!(name(&format!("flowchart TD\n{long}\n")), ["flowchart-box-name"]);
    assert_eq!(name(&format!("flowchart TD\na --> b\naccTitle: {long}\n")), ["flowchart-label-long"]);
    assert_eq!(name(&format!("flowchart TD\na[\"{}\"]\n", "é".repeat(300))), [""; 0]);
    assert_eq!(name(&format!("flowchart TD\n{}", "a\n".repeat(30_000))), ["flowchart-long"]);
    assert!(read(&format!("flowchart TD\n{}", "a\n".repeat(30_000))).0.is_none());
    let mistakes = name(&format!("flowchart TD\n{}", "a -> b\n".repeat(60)));
    assert_eq!((mistakes.len(), mistakes.last()), (51, Some(&"flowchart-many-mistakes")));
    assert_eq!(read(&format!("flowchart TD\na\n{}", "style a x\n".repeat(99))).1.len(), 20);
}
