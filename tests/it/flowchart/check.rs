//! What is wrong with a chart as a whole, word for word.

use super::chart::chart;
use fingerpost::flowchart::{Flowchart, check, walk};
use fingerpost::problem::{Level, Place};

const NO_WALK: &str = "; until then the chart has its picture and its steps, and no walk-through";

/// The problems of a chart with a name, one a line. Its whole is line 9.
fn told(text: &str) -> String {
    let drawn = chart(&format!("accTitle: What to do\n{text}"));
    let whole = Place::at(&"content/a.md".into(), "", 1, 1);
    let problems = check(&drawn, &Place { line: 9, ..whole });
    assert!(problems.iter().all(|problem| problem.level == Level::Warning));
    assert_eq!(walk(&drawn).is_err(), problems.iter().any(|problem| problem.name != "flowchart-large"));
    let line = |problem: &fingerpost::problem::Problem| {
        let help = problem.help.as_deref().expect("a help");
        let help = help.strip_suffix(NO_WALK).unwrap_or(help);
        format!("{}: {}: {} ({help})\n", problem.place.line, problem.name, problem.message)
    };
    problems.iter().map(line).collect()
}

#[test]
fn a_chart_that_can_be_followed_has_no_problem() {
    assert_eq!(told("a --> q\nq{Well?}\nq -- yes --> b\nq -- no --> a\na ~~~ b"), "");
    assert_eq!(told("a"), "");
}

#[test]
fn a_second_start_is_told() {
    assert_eq!(
        told("a --> b\nc --> b\nalone"),
        "\
3: flowchart-start: nothing leads to `c`, and the chart starts at `a` (draw an arrow to `c` from the box before it, or make it a chart of its own)
4: flowchart-not-reached: `alone` is joined to no other box (draw an arrow to `alone` from the box before it, or take it out)
"
    );
    let told_of_loop = told("a --> b\nx --> x");
    assert!(told_of_loop.starts_with("3: flowchart-loop: `x` leads only back to itself ("), "{told_of_loop}");
    assert!(
        told_of_loop.contains("\n3: flowchart-not-reached: `x` is joined to no other box ("),
        "{told_of_loop}"
    );
    // A box that stands alone does not become the start by standing first.
    assert_eq!(
        told("alone\na ~~~ alone\na --> b"),
        "2: flowchart-not-reached: `alone` is joined to no other box (draw an arrow to `alone` from the box before it, or take it out)\n"
    );
}

#[test]
fn boxes_that_only_reach_each_other_are_told() {
    assert_eq!(
        told("a --> b\nx --> y\ny --> z\nz -- again --> x\nz -- on --> b"),
        "3: flowchart-not-reached: nothing leads from the start `a` to `x`, `y` and `z` (draw an arrow there from the box before, or make a chart of its own of it)\n"
    );
    assert_eq!(
        told("a --> b\nx -- again --> x\nx -- on --> b"),
        "3: flowchart-not-reached: nothing leads from the start `a` to `x` (draw an arrow there from the box before, or make a chart of its own of it)\n"
    );
}

#[test]
fn a_chart_without_an_end_is_told_once() {
    assert_eq!(
        told("a --> b\nb --> a"),
        "9: flowchart-no-end: the chart has no end: an arrow leaves every box (draw an arrow to a box that none leaves, as `done([The PEP is finished])`)\n"
    );
}

#[test]
fn a_loop_without_a_way_out_is_told() {
    assert_eq!(
        told("s -- 1 --> done\ns -- 2 --> a\na --> b\nb --> a\ns -- 3 --> c\nc --> c"),
        "\
3: flowchart-loop: no way leads out of the loop of `a` and `b` (draw an arrow that leads out, with the words that say when, as `b -- all done --> …`)
6: flowchart-loop: `c` leads only back to itself (draw an arrow that leads out, with the words that say when, as `c -- all done --> …`)
"
    );
    let many: String = (0..9).map(|at| format!("n{at} --> n{}\n", (at + 1) % 9)).collect();
    let problems = told(&format!("s -- 1 --> done\ns -- 2 --> n0\n{many}"));
    assert!(problems.contains("the loop of `n0`, `n1`, `n2`, `n3`, `n4` and 4 more (draw"), "{problems}");
}

#[test]
fn every_answer_has_words_of_its_own() {
    assert_eq!(
        told("q --> a\nq -- no --> b\na -- Yes --> c\na -- yes. --> d\nb --> c\nb --> d"),
        "\
2: flowchart-answer: the arrow from `q` to `a` has no words, and it is not the only one from `q` (write on it when to take it, as `q -- yes --> a`)
3: flowchart-answer: several arrows leave `b`, and none has words (write on each when to take it, as `b -- yes --> …`; if all of it is to be done, let one box lead to the next)
5: flowchart-answer: two arrows that leave `a` say `yes.` (give each words of its own)
"
    );
}

#[test]
fn answers_that_only_signs_tell_apart_are_not_the_same() {
    assert_eq!(told("q -- > 5 --> a\nq -- < 5 --> b\nq -- 5 --> c\nq -- ? --> d\nq -- ! --> e"), "");
}

#[test]
fn a_decision_with_nothing_to_decide_is_told() {
    assert_eq!(
        told("a{Well?}\na -- yes --> b\nb{And?}"),
        "\
2: flowchart-answer: `a` is drawn as a decision, and fewer than two arrows leave it (draw an arrow for each answer, or write `a[…]` if it asks nothing)
3: flowchart-answer: `b` is drawn as a decision, and fewer than two arrows leave it (draw an arrow for each answer, or write `b[…]` if it asks nothing)
"
    );
}

#[test]
fn a_line_without_a_head_is_told() {
    assert_eq!(
        told("a --> b\nb --- c"),
        "3: flowchart-headless: the line from `b` to `c` has no head, so nobody sees where it leads (write `b --> c`, or `b ~~~ c` if it only keeps them together)\n"
    );
}

#[test]
fn a_large_chart_is_told_and_walked_through() {
    let chain = |count: usize| (1..count).map(|at| format!("n{at} --> n{}\n", at + 1)).collect::<String>();
    assert_eq!(told(&chain(20)), "");
    assert_eq!(
        told(&chain(21)),
        "9: flowchart-large: a chart of 21 boxes is hard to follow: 20 are enough (make it two charts, each on the page that it belongs to, and lead from a box of one to the other page with `click`)\n"
    );
}

#[test]
fn a_chart_without_a_name_or_without_a_box_is_told() {
    let whole = Place::file("content/a.md");
    let names = |text: &str| -> Vec<&str> {
        check(&chart(text), &whole).into_iter().map(|problem| problem.name).collect()
    };
    assert_eq!(names("a"), ["flowchart-no-title"]);
    let blank = Flowchart { title: Some(" ".into()), ..chart("a") };
    assert_eq!(check(&blank, &whole)[0].name, "flowchart-no-title");
    assert_eq!(names(""), ["flowchart-empty"]);
    let help = check(&chart("a"), &whole)[0].help.clone().expect("a help");
    assert_eq!(help, "below the first line, write what it shows, as `accTitle: How a PEP is made`");
}

#[test]
fn every_reason_says_that_the_picture_stays() {
    let drawn = chart("accTitle: What to do\na{Well?}");
    let problems = check(&drawn, &Place::file("content/a.md"));
    assert!(problems[0].help.as_deref().expect("a help").ends_with(NO_WALK));
}

#[test]
fn a_long_name_is_cut_in_messages() {
    let problems = told(&format!("{}{{Well?}}", "x".repeat(10_000)));
    assert!(problems.starts_with(&format!("2: flowchart-answer: `{}…` is", "x".repeat(39))), "{problems}");
    assert!(problems.len() < 400);
}
