//! What is read from a chart.

use fingerpost::flowchart::{Direction, Flowchart, Head, Line, Shape, parse};
use fingerpost::problem::{Colour, Format, Problem, render_all};
use fingerpost::source::Text;

pub(super) fn file(chart: &str) -> Text {
    Text { path: "a.md".into(), text: chart.into() }
}

/// A chart and what is wrong with it.
pub(super) fn read(chart: &str) -> (Option<Flowchart>, Vec<Problem>) {
    parse(&file(chart), 0..chart.len())
}

/// Each problem on a line of its own.
pub(super) fn told(chart: &str) -> String {
    render_all(&read(chart).1, Format::Short, Colour::Plain)
}

/// A chart without any problem.
pub(super) fn good(chart: &str) -> Flowchart {
    let (read, problems) = read(chart);
    let told = render_all(&problems, Format::Text, Colour::Plain);
    assert!(problems.is_empty(), "{told}\n{chart}");
    read.unwrap_or_else(|| panic!("no chart: {chart}"))
}

/// Statements as a chart.
fn body(statements: &str) -> Flowchart {
    good(&format!("flowchart TD\n{statements}\n"))
}

/// `from -> to: words`, for each arrow.
fn arrows(chart: &Flowchart) -> Vec<String> {
    let id = |at: usize| chart.boxes[at].id.as_str();
    chart
        .arrows
        .iter()
        .map(|arrow| {
            let label = arrow.label.join("/");
            let colon = if label.is_empty() { "" } else { ": " };
            format!("{} -> {}{colon}{label}", id(arrow.from), id(arrow.to))
        })
        .collect()
}

/// The lines of the only box.
fn label(statement: &str) -> Vec<String> {
    let chart = body(statement);
    assert_eq!(chart.boxes.len(), 1, "{statement}");
    chart.boxes[0].label.clone()
}

#[test]
fn a_chart_runs_in_the_direction_of_its_first_line() {
    for (first, direction) in [
        ("flowchart TD", Direction::Down),
        ("graph TB", Direction::Down),
        ("flowchart LR;", Direction::Right),
        ("graph RL", Direction::Left),
        ("  flowchart BT  ", Direction::Up),
        ("flowchart", Direction::Down),
        ("%% a comment\n\ngraph LR", Direction::Right),
    ] {
        assert_eq!(good(&format!("{first}\nA --> B\n")).direction, direction, "{first}");
    }
}

#[test]
fn every_outline_is_read() {
    for (written, shape) in [
        ("A", Shape::Rectangle),
        ("A[w]", Shape::Rectangle),
        ("A(w)", Shape::Rounded),
        ("A([w])", Shape::Stadium),
        ("A[[w]]", Shape::Subroutine),
        ("A[(w)]", Shape::Cylinder),
        ("A((w))", Shape::Circle),
        ("A(((w)))", Shape::DoubleCircle),
        ("A>w]", Shape::Flag),
        ("A{w}", Shape::Diamond),
        ("A{{w}}", Shape::Hexagon),
        ("A[/w/]", Shape::LeanRight),
        ("A[\\w\\]", Shape::LeanLeft),
        ("A[/w\\]", Shape::Trapezoid),
        ("A[\\w/]", Shape::UpsideDownTrapezoid),
    ] {
        for written in [written.to_string(), written.replace('w', "\"w\"")] {
            let of = &body(&written).boxes[0];
            assert_eq!(of.shape, shape, "{written}");
            assert_eq!(of.label, [if written.contains('w') { "w" } else { "A" }], "{written}");
        }
    }
}

#[test]
fn words_have_lines_and_codes() {
    assert_eq!(label("A[Ask the   school ]"), ["Ask the school"]);
    assert_eq!(label("A[\"Is it (really) so?\"]"), ["Is it (really) so?"]);
    assert_eq!(label("A[\"one<br>two<BR/>three<br />four\"]"), ["one", "two", "three", "four"]);
    assert_eq!(label("A[one<br/>two]"), ["one", "two"]);
    assert_eq!(label("A[\"one\n   two\r\n\nthree\"]"), ["one", "two", "three"]);
    assert_eq!(label("A[\"say #quot;yes#quot; #amp; go #35;1 #9829;\"]"), ["say \"yes\" & go #1 ♥"]);
    assert_eq!(label("A[less < 5 & C# #hash]"), ["less < 5 & C# #hash"]);
    assert_eq!(label("A[/and/or/]"), ["and/or"]);
    assert_eq!(label("A[Größe; “é” 👩‍🏫]"), ["Größe; “é” 👩‍🏫"]);
}

#[test]
fn every_arrow_is_read() {
    use Head::{Cross, Dot, None, Point};
    for (written, line, tail, head) in [
        ("-->", Line::Solid, None, Point),
        ("------>", Line::Solid, None, Point),
        ("---", Line::Solid, None, None),
        ("-----", Line::Solid, None, None),
        ("--o", Line::Solid, None, Dot),
        ("--x", Line::Solid, None, Cross),
        ("<-->", Line::Solid, Point, Point),
        ("o--o", Line::Solid, Dot, Dot),
        ("x--x", Line::Solid, Cross, Cross),
        ("-.->", Line::Dotted, None, Point),
        ("-...->", Line::Dotted, None, Point),
        ("-.-", Line::Dotted, None, None),
        ("<-.->", Line::Dotted, Point, Point),
        ("==>", Line::Thick, None, Point),
        ("====>", Line::Thick, None, Point),
        ("===", Line::Thick, None, None),
        ("x==x", Line::Thick, Cross, Cross),
        ("~~~", Line::Invisible, None, None),
    ] {
        let chart = body(&format!("A {written} B"));
        let arrow = &chart.arrows[0];
        assert_eq!((arrow.line, arrow.tail, arrow.head), (line, tail, head), "{written}");
        assert_eq!((arrow.place.column, arrow.place.width), (3, written.len()), "{written}");
        assert_eq!(arrows(&chart), ["A -> B"]);
        if line != Line::Invisible {
            assert_eq!(arrows(&body(&format!("A {written}|yes| B"))), ["A -> B: yes"], "{written}");
        }
    }
}

#[test]
fn words_on_arrows_have_two_spellings() {
    for (written, line, head) in [
        ("-- yes, go on -->", Line::Solid, Head::Point),
        ("--yes, go on-->", Line::Solid, Head::Point),
        ("-- \"yes, go on\" -->", Line::Solid, Head::Point),
        ("-- yes, go on ---", Line::Solid, Head::None),
        ("-- yes, go on --x", Line::Solid, Head::Cross),
        ("== yes, go on ==>", Line::Thick, Head::Point),
        ("== yes, go on ===", Line::Thick, Head::None),
        ("-. yes, go on .->", Line::Dotted, Head::Point),
        ("-.yes, go on.-", Line::Dotted, Head::None),
        ("-. \"yes, go on\" ..->", Line::Dotted, Head::Point),
        ("-->|yes, go on|", Line::Solid, Head::Point),
        ("--> |\"yes, go on\"|", Line::Solid, Head::Point),
        ("==>|yes, <br>go on|", Line::Thick, Head::Point),
    ] {
        let arrow = &body(&format!("A {written} B")).arrows[0];
        assert_eq!(
            (arrow.label.join(" ").as_str(), arrow.line, arrow.head),
            ("yes, go on", line, head),
            "{written}"
        );
    }
    assert_eq!(arrows(&body("A -- (see note) - ok --> B")), ["A -> B: (see note) - ok"]);
    assert_eq!(arrows(&body("A -->|\"a|b (c)\"| B")), ["A -> B: a|b (c)"]);
    assert_eq!(body("A <-- both --> B").arrows[0].tail, Head::Point);
}

#[test]
fn lists_and_chains_join_each_box_to_each() {
    assert_eq!(arrows(&body("A-->B-->|no|C")), ["A -> B", "B -> C: no"]);
    let all = ["A -> C", "A -> D", "B -> C", "B -> D", "C -> E", "D -> E"];
    assert_eq!(arrows(&body("A & B --> C & D --> E")), all);
    assert_eq!(arrows(&body("A --> B; B --> C;; C --> A;")), ["A -> B", "B -> C", "C -> A"]);
    assert_eq!(arrows(&body("a-1 --> b.2---c_3==d==>e")), ["a-1 -> b.2", "b.2 -> c_3", "c_3 -> e: d"]);
}

#[test]
fn a_box_is_one_however_often_it_is_named() {
    let chart = body("A --> B\nB{Is it?} --> A\nA[Start]\nA[Start] --> C");
    let ids: Vec<&str> = chart.boxes.iter().map(|of| of.id.as_str()).collect();
    assert_eq!(ids, ["A", "B", "C"]);
    assert_eq!(
        (chart.boxes[0].label.as_slice(), chart.boxes[1].shape),
        (["Start".to_string()].as_slice(), Shape::Diamond)
    );
    assert_eq!((chart.boxes[1].place.line, chart.boxes[1].place.column), (2, 7));
}

#[test]
fn subgraphs_are_lanes_and_stand_in_one_another() {
    let chart = body(
        "subgraph team [Virtual School]\n a --> b\n subgraph \"Social worker (SW)\"\n  b[Ask] --> c\n end\nend\nsubgraph School\nd\nend\na --> d",
    );
    let lanes: Vec<(&str, &str, Option<usize>)> =
        chart.lanes.iter().map(|lane| (lane.id.as_str(), lane.title.as_str(), lane.parent)).collect();
    let inner = ("subGraph1", "Social worker (SW)", Some(0));
    assert_eq!(lanes, [("team", "Virtual School", None), inner, ("School", "School", None)]);
    let stand: Vec<Option<usize>> = chart.boxes.iter().map(|of| of.lane).collect();
    assert_eq!(
        stand,
        [Some(0), Some(1), Some(1), Some(2)],
        "the one that ends first holds the box, as in Mermaid"
    );
    assert_eq!(body("subgraph one [\"A #amp; B\"]; a; end").lanes[0].title, "A & B");
    assert_eq!(body("subgraph Designated teacher\na\nend").lanes[0].title, "Designated teacher");
}

#[test]
fn a_chart_has_a_name_and_says_what_it_shows() {
    let chart = body("accTitle: The PEP cycle; all of it\naccDescr: From the date\nA");
    assert_eq!(chart.title.as_deref(), Some("The PEP cycle; all of it"));
    assert_eq!(chart.description.as_deref(), Some("From the date"));
    let chart = body("accDescr {\n  Who asks,\n  and when.\n}\nA");
    assert_eq!(chart.description.as_deref(), Some("Who asks, and when."));
}

#[test]
fn a_box_leads_to_a_page_or_a_form() {
    let text = "A --> B\nclick A \"../contacts.md#team\"\nclick B href \"../../forms/contact.yaml\"";
    let chart = body(text);
    let links: Vec<&str> =
        chart.boxes.iter().filter_map(|of| Some(of.link.as_ref()?.written.as_str())).collect();
    assert_eq!(links, ["../contacts.md#team", "../../forms/contact.yaml"]);
    let link = chart.boxes[0].link.as_ref().expect("a link");
    let place = file(&format!("flowchart TD\n{text}")).place(link.span.clone());
    assert_eq!((place.line, place.column, place.width), (3, 10, 19));
}

#[test]
fn comments_are_passed_over() {
    assert_eq!(arrows(&body("%% one --> two\nA --> B\n  %%\n%% three")), ["A -> B"]);
}

#[test]
fn places_are_those_of_the_whole_file() {
    let text = "# Ä\n\n```mermaid\nflowchart TD\nÄ --> B\nB -> C\n```\n";
    let (start, end) = (text.find("flow").expect("it"), text.rfind("```").expect("it"));
    let (chart, problems) = parse(&file(text), start..end);
    let chart = chart.expect("a chart");
    assert_eq!((chart.boxes[1].place.line, chart.boxes[1].place.column), (5, 7));
    assert_eq!(chart.boxes[1].place.line_text.as_deref(), Some("Ä --> B"));
    assert_eq!((problems[0].place.line, problems[0].place.column), (6, 3));
}
