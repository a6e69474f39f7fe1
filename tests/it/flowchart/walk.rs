//! A chart as pages of one question each.

use super::chart::chart;
use fingerpost::flowchart::{Walk, steps, walk};

fn walked(text: &str) -> Walk {
    walk(&chart(text)).unwrap_or_else(|reasons| panic!("no walk-through: {reasons:?}"))
}

/// A page a line: its address, what stands on it, what it asks, where its answers lead; `<` leads back.
fn listed(walk: &Walk) -> String {
    let line = |page: &fingerpost::flowchart::walk::Page| {
        let texts: Vec<&str> = page.steps.iter().map(|step| &*step.text).collect();
        let answer = |answer: &fingerpost::flowchart::walk::Answer| {
            let label = answer.label.as_ref().map_or_else(String::new, |label| format!("{label} "));
            format!(" | {label}{}{}", if answer.back { "< " } else { "" }, walk.pages[answer.page].address)
        };
        let answers: String = page.answers.iter().map(answer).collect();
        let asks = if page.question.is_some() { "?" } else { "" };
        format!(
            "/{}/ {}{asks}{answers}{}\n",
            page.address,
            texts.join(" > "),
            if page.end { " | end" } else { "" }
        )
    };
    walk.pages.iter().map(line).collect()
}

const REVIEW: &str = "\
start([Check the date])
start --> ask
ask[Ask the child]
ask --> q
q{Is there a school?}
q -- yes --> meet
q -- no --> apply
apply[Apply for a place]
apply --> tell
tell[Tell us]
tell --> meet
meet[Hold the meeting]
meet --> good
good{Is it good?}
good -- no --> mend
mend[Put it right]
mend --> meet
good -- yes --> done
done([Send it])
click done \"../forms/contact.yaml\"
";

#[test]
fn a_page_gathers_what_is_to_be_done_up_to_the_next_question() {
    assert_eq!(
        listed(&walked(REVIEW)),
        "\
/start/ Check the date > Ask the child > Is there a school?? | yes meet | no apply
/apply/ Apply for a place > Tell us | meet
/meet/ Hold the meeting > Is it good?? | no mend | yes done
/mend/ Put it right | < meet
/done/ Send it | end
"
    );
}

#[test]
fn a_page_knows_its_question_its_links_and_where_readers_come_from() {
    let walk = walked(REVIEW);
    let [start, apply, meet, mend, done] = &walk.pages[..] else { panic!("five pages") };
    assert_eq!(start.question.as_deref(), Some("Is there a school?"));
    assert_eq!((&apply.question, apply.answers[0].label.as_deref()), (&None, None));
    assert_eq!(meet.from, [0, 1, 3]);
    assert_eq!((&start.from[..], &mend.from[..]), (&[][..], &[2][..]));
    assert_eq!(done.links, [chart(REVIEW).boxes.iter().position(|each| each.id == "done").expect("done")]);
    assert!(walk.pages[..4].iter().all(|page| page.links.is_empty() && !page.end));
}

#[test]
fn the_steps_of_a_page_have_their_numbers_in_the_list() {
    let pages = walked(REVIEW).pages;
    let told: Vec<_> = pages.into_iter().flat_map(|page| page.steps).collect();
    assert_eq!(told, steps(&chart(REVIEW)));
}

#[test]
fn a_chart_without_a_question_is_one_page() {
    assert_eq!(listed(&walked("a --> b\nb --> c")), "/a/ a > b > c | end\n");
    assert_eq!(listed(&walked("a")), "/a/ a | end\n");
}

#[test]
fn a_loop_to_the_start_leads_back_to_the_first_page() {
    assert_eq!(
        listed(&walked("a --> q\nq -- again --> b\nb --> a\nq -- over --> c")),
        "/a/ a > q? | again b | over c\n/b/ b | < a\n/c/ c | end\n"
    );
}

#[test]
fn a_question_may_lead_to_itself_and_two_answers_to_one_box() {
    assert_eq!(
        listed(&walked("a --> q\nq{Ready?}\nq -- no --> q\nq -- yes --> b\nq -- almost --> b")),
        "/a/ a | q\n/q/ Ready?? | no < q | yes b | almost b\n/b/ b | end\n"
    );
}

#[test]
fn the_words_of_an_arrow_that_runs_on_are_kept() {
    let page = &walked("a -- after a week --> b").pages[0];
    assert_eq!(page.steps[0].ways[0].label.as_deref(), Some("after a week"));
}

#[test]
fn addresses_are_small_letters_and_none_is_given_twice() {
    let long = "Long".repeat(3000);
    let text = format!(
        "Q{{Which?}}\nQ -- 1 --> A_b\nQ -- 2 --> a-b\nQ -- 3 --> a.b\nQ -- 4 --> ÄÖ\nQ -- 5 --> <script>\nQ -- 6 --> ../..\nQ -- 7 --> {long}\nQ -- 8 --> {long}x"
    );
    let addresses: Vec<String> = walked(&text).pages.into_iter().map(|page| page.address).collect();
    let long = "long".repeat(10);
    let expected = ["q", "a-b-2", "a-b", "a-b-3", "step", "script", "step-2", &long, &format!("{long}-2")];
    assert_eq!(addresses, expected);
}

#[test]
fn a_page_keeps_its_address_when_boxes_are_added() {
    let before = walked("s -- x --> A\ns -- y --> b");
    let after = walked("new --> s\ns -- x --> A\ns -- y --> b\ns -- z --> more\nmore --> A");
    for page in &before.pages[1..] {
        assert!(after.pages.iter().any(|other| other.address == page.address), "{}", page.address);
    }
}
