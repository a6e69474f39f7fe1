//! The key reference of form files: every key at every level, with its type, default and meaning.
//!
//! The parser takes from it which types there are. `docs/form-reference.md` is made from it, word
//! for word, in this shape; a blank line stands between any two of these blocks:
//!
//! 1. `# Form reference`, then [`OPENING`]
//! 2. for each of [`LEVELS`]: `## NAME`, its meaning, the table of its keys
//! 3. `## Types`, then [`TYPES_OPENING`]
//! 4. for each of [`FIELD_TYPES`]: `### NAME`, its meaning, and the table of its keys if it has any
//!
//! A table is the two lines of its head, `| key | type | default | meaning |` and `| --- | --- | --- | --- |`, then one line a key:
//! the name in backticks, the type, the default, and the meaning.

/// A key that may stand at a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key as authors write it; `NAME` where they choose it.
    pub name: &'static str,
    /// What stands behind it.
    pub kind: &'static str,
    /// What holds where the key is absent; `needed` if it must not be.
    pub default: &'static str,
    /// What it says.
    pub meaning: &'static str,
}

/// A level of the form file: a table with its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// What it is called in messages.
    pub name: &'static str,
    /// What it is.
    pub meaning: &'static str,
    /// Its keys, in the order in which authors best write them.
    pub keys: &'static [Key],
}

/// A type of field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldType {
    /// The word behind `type`.
    pub name: &'static str,
    /// What kind of answer it takes.
    pub meaning: &'static str,
    /// Its keys beside those of the level `field`.
    pub keys: &'static [Key],
}

/// What the page says before the first level, in Markdown.
pub const OPENING: &str = "\
Every key that a form file, `forms/NAME.yaml`, may have, level by level. A key that is not here is refused, with the
nearest that is.

- A **name** has small letters, digits and `-`. A **field name** has small letters, digits and `_`, and begins with a letter.
- **Words** are plain text: no Markdown, no shortcode. **Markdown** is what a page may hold, with the same shortcodes.
- **Text** is a value as you write it: `no` stays `no`, `01632` keeps its zero. A **flag** is `true` or `false`. A **date** is year first,
  as `2026-11-23`. A **number** is whole.
- A **condition** is a table of the level `condition`, or the name of an entry of `conditions`.
- Default **needed**: the key must be there. Default none: nothing happens without it.

Keys, people's e-mail addresses and secrets never stand in a form file.";

/// What the page says before the first type, in Markdown.
#[rustfmt::skip]
pub const TYPES_OPENING: &str = "What `type` of a field may be. Beside the keys of `field`, some types have keys of their own.";

/// Every level, from the whole file inwards.
#[rustfmt::skip]
pub const LEVELS: &[Level] = &[
    Level { name: "form", meaning: "One form a file. A form without `save` is one page and one post.", keys: &[
        Key { name: "form", kind: "name", default: "needed", meaning: "the name of the form, which is that of its file without `.yaml`; it stands in the form's address" },
        Key { name: "version", kind: "date", default: "none", meaning: "the day from which this wording counts" },
        Key { name: "title", kind: "words", default: "needed", meaning: "the heading of the form's page" },
        Key { name: "summary", kind: "words", default: "needed", meaning: "one sentence below the title, and in lists" },
        Key { name: "reference", kind: "2 to 6 capital letters", default: "needed", meaning: "how its references begin: `LOG` makes `LOG-7K3M-9QXD`" },
        Key { name: "sent_to", kind: "name", default: "needed", meaning: "who can open what is sent: the group `[recipients.NAME]` of `site.toml`" },
        Key { name: "council", kind: "field name", default: "none", meaning: "the field of the type `council` whose answer chooses among the group's recipients" },
        Key { name: "about_page", kind: "field name", default: "none", meaning: "the field, of the type `text` or `textarea`, that asks for a page of the site. \"Is something wrong on this page?\" then stands on every page, opens this form, and fills the field with that page. Only one form may have it, without `save`" },
        Key { name: "answer_within", kind: "as `2 working days`", default: "none", meaning: "when somebody answers at the latest; printed on the page, and told to the team when it is past" },
        Key { name: "who_reads", kind: "Markdown", default: "needed", meaning: "who reads what is sent; stands before the first question and on the confirmation" },
        Key { name: "when_read", kind: "Markdown", default: "needed", meaning: "when they read it, and when nobody does" },
        Key { name: "cannot_wait", kind: "Markdown", default: "needed", meaning: "what to do if it can't wait" },
        Key { name: "start", kind: "table of `start`", default: "none", meaning: "what else is said before the first question" },
        Key { name: "keep", kind: "table of `keep`", default: "needed", meaning: "how long what was sent is kept" },
        Key { name: "parties", kind: "table of `parties`", default: "none", meaning: "who fills in which sections; absent where one person fills in and sends" },
        Key { name: "leads", kind: "list of parties", default: "all parties", meaning: "who may begin a draft, invite and remove others, delete it, and signs it at the end; each section must be read by one of them" },
        Key { name: "save", kind: "flag", default: "`false`", meaning: "`true` keeps a draft that a code opens again; the form is then one page after another" },
        Key { name: "pep", kind: "flag", default: "`false`", meaning: "`true`: the form is a PEP, so its start page and its confirmation say where the PEP is finished, as `[pep]` of `site.toml` has it" },
        Key { name: "withdraw", kind: "flag", default: "`false`", meaning: "`true`: the sender gets a code, and can take back what was sent until somebody opens it" },
        Key { name: "exit", kind: "flag", default: "`false`", meaning: "`true`: every page has \"Exit this page\", which leads to another website at once; for forms that a child or a carer fills in" },
        Key { name: "lists", kind: "table of `lists`", default: "none", meaning: "lists of options that several fields share" },
        Key { name: "conditions", kind: "table of `conditions`", default: "none", meaning: "conditions with a name, for several `when`" },
        Key { name: "sections", kind: "list of `section`", default: "needed", meaning: "the parts of the form, in order" },
        Key { name: "rules", kind: "list of `rule`", default: "none", meaning: "what must hold between several answers" },
        Key { name: "check_answers", kind: "table of `check_answers`", default: "none", meaning: "the page that shows all answers before they are sent; needs `save`" },
        Key { name: "confirmation", kind: "table of `confirmation`", default: "needed", meaning: "what is said when the form was sent" },
        Key { name: "tests", kind: "list of `test`", default: "none", meaning: "examples of answers and what must come of them; the site is not built when one fails" },
    ] },
    Level { name: "start", meaning: "What else is said before the first question.", keys: &[
        Key { name: "need", kind: "list of words", default: "none", meaning: "what to have at hand" },
        Key { name: "minutes", kind: "number", default: "none", meaning: "about how many minutes it takes" },
    ] },
    Level { name: "keep", meaning: "How long, in days. After that it is deleted for good.", keys: &[
        Key { name: "draft_days", kind: "number", default: "needed with `save`", meaning: "a draft, counted from the last time that anyone saved it" },
        Key { name: "submitted_days", kind: "number", default: "needed", meaning: "what was sent, counted from the day it came; what nobody opened waits for a person's decision" },
        Key { name: "after_confirmed_days", kind: "number", default: "needed", meaning: "what was sent, counted from the day on which the team confirmed that it has it; whichever of the two ends first counts" },
        Key { name: "carried_days", kind: "number", default: "none: nothing can be carried over", meaning: "what everyone who leads chose to carry over to next term, counted from the day on which the draft was closed; until then it stays sealed to them" },
    ] },
    Level { name: "parties", meaning: "Who fills in the form together.", keys: &[
        Key { name: "NAME", kind: "words", default: "none", meaning: "a party: the name by which sections call it, and what people call it" },
    ] },
    Level { name: "lists", meaning: "Lists of options that several fields share.", keys: &[
        Key { name: "NAME", kind: "list of `option`", default: "none", meaning: "a list: the name by which `options` calls it, and its options" },
    ] },
    Level { name: "conditions", meaning: "Conditions with a name.", keys: &[
        Key { name: "NAME", kind: "condition", default: "none", meaning: "a condition: the name by which `when` calls it, and what must hold" },
    ] },
    Level { name: "condition", meaning: "One condition: `field` with one of the keys that compare, or one of `all`, `any` and `not`. It may use only fields that stand before it. A question that is not asked counts as not answered.", keys: &[
        Key { name: "field", kind: "field name", default: "needed to compare", meaning: "whose answer is looked at" },
        Key { name: "is", kind: "text", default: "none", meaning: "the answer is this one" },
        Key { name: "is_not", kind: "text", default: "none", meaning: "the answer is another one, or there is none" },
        Key { name: "in", kind: "list of text", default: "none", meaning: "the answer is one of these" },
        Key { name: "contains", kind: "text", default: "none", meaning: "for `checkboxes`: this box is ticked, whatever else is" },
        Key { name: "answered", kind: "flag", default: "none", meaning: "`true`: there is an answer; `false`: there is none" },
        Key { name: "at_least", kind: "number", default: "none", meaning: "the answer is this number or a greater one" },
        Key { name: "at_most", kind: "number", default: "none", meaning: "the answer is this number or a smaller one" },
        Key { name: "more_than", kind: "number", default: "none", meaning: "the answer is greater" },
        Key { name: "less_than", kind: "number", default: "none", meaning: "the answer is smaller" },
        Key { name: "before", kind: "date, `today`, or `{ field: … }`", default: "none", meaning: "the answer is an earlier day" },
        Key { name: "after", kind: "date, `today`, or `{ field: … }`", default: "none", meaning: "the answer is a later day" },
        Key { name: "all", kind: "list of conditions", default: "none", meaning: "every one of them holds" },
        Key { name: "any", kind: "list of conditions", default: "none", meaning: "at least one of them holds" },
        Key { name: "not", kind: "condition", default: "none", meaning: "it does not hold" },
    ] },
    Level { name: "section", meaning: "A part of the form.", keys: &[
        Key { name: "section", kind: "name", default: "needed", meaning: "its name" },
        Key { name: "title", kind: "words", default: "none", meaning: "its heading in the list of tasks; a form without `save` does not show it" },
        Key { name: "completed_by", kind: "party, or list of `completed_by`", default: "needed with `parties`", meaning: "who fills it in; of several, one of them does" },
        Key { name: "read_by", kind: "list of parties", default: "`[]`", meaning: "who else may read it; `[]` is no other party" },
        Key { name: "when", kind: "condition", default: "always", meaning: "when the section is asked; needs `save`" },
        Key { name: "meeting_when", kind: "condition", default: "always", meaning: "when its answers may stand on the copy for the meeting, as far as their `copies` say so; it may look at any question of this section, as at what the child agrees to share" },
        Key { name: "pages", kind: "list of `page`", default: "needed", meaning: "its pages, in order" },
        Key { name: "use", kind: "name", default: "none", meaning: "in place of all other keys: a section of `forms/parts/`" },
    ] },
    Level { name: "completed_by", meaning: "One party of several. A party alone may be written as its name.", keys: &[
        Key { name: "party", kind: "party", default: "needed", meaning: "who fills the section in" },
        Key { name: "when", kind: "condition", default: "always", meaning: "when it is this party's to fill in" },
    ] },
    Level { name: "page", meaning: "Questions that belong together. In a form without `save` it is a group on the one page, with its title as a heading.", keys: &[
        Key { name: "page", kind: "name", default: "needed", meaning: "its name" },
        Key { name: "title", kind: "words", default: "needed", meaning: "its heading" },
        Key { name: "fields", kind: "list of `field`", default: "needed", meaning: "its questions, in order" },
        Key { name: "when", kind: "condition", default: "always", meaning: "when the page is asked; needs `save`" },
        Key { name: "repeat", kind: "table of `repeat`", default: "none", meaning: "the questions are asked once for each thing, as for each target; needs `save`" },
        Key { name: "use", kind: "name", default: "none", meaning: "in place of all other keys: a page of `forms/parts/`" },
    ] },
    Level { name: "repeat", meaning: "A page that is filled in several times. Each time makes a row.", keys: &[
        Key { name: "name", kind: "words", default: "needed", meaning: "what one row is called, as `target`" },
        Key { name: "min", kind: "number", default: "`0`", meaning: "how many rows there must be" },
        Key { name: "max", kind: "number", default: "needed", meaning: "how many rows there may be" },
        Key { name: "summary", kind: "words with `{field}`", default: "needed", meaning: "one line for a row, as `{what}, by {by}`" },
        Key { name: "carry", kind: "`never`, `confirm` or `unmet`", default: "`never`", meaning: "which rows next term's form starts from: with `confirm` all of them, on the same page; with `unmet` those of this page, where `carry_to` says" },
        Key { name: "carry_to", kind: "table of `carry_to`", default: "none", meaning: "with `carry: unmet`: where the rows go in next term's form, to be judged" },
    ] },
    Level { name: "carry_to", meaning: "Where the rows of a repeat go in next term's form.", keys: &[
        Key { name: "page", kind: "name", default: "needed", meaning: "another page with `repeat`. If one answer opens it, as `when: { field: old_targets_known, is: \"yes\" }`, that answer is given too" },
        Key { name: "fields", kind: "table of field names", default: "needed", meaning: "which answer goes to which question of that page, of the same type; all others are left behind" },
    ] },
    Level { name: "field", meaning: "A question, or text between questions. One that a single option opens, by `is` or `contains`, is drawn right below that option, if both are on the same page.", keys: &[
        Key { name: "field", kind: "field name", default: "needed", meaning: "its name, once in the form: in the post and in what the team reads" },
        Key { name: "type", kind: "a type, see below", default: "needed", meaning: "what kind of answer it takes" },
        Key { name: "label", kind: "words", default: "needed, but for `content`", meaning: "the question; a label that is no question is put into messages, as in \"Enter your full name\"" },
        Key { name: "hint", kind: "words", default: "none", meaning: "a line of help below the label" },
        Key { name: "wordings", kind: "list of `wording`", default: "none", meaning: "other words for the same question, as for younger children; the first whose condition holds is used" },
        Key { name: "optional", kind: "flag", default: "`false`", meaning: "`true`: it may stay empty, and \"(optional)\" is put behind the label" },
        Key { name: "when", kind: "condition", default: "always", meaning: "when it is asked; else it is not needed, not checked and not sent" },
        Key { name: "max_length", kind: "number", default: "`200`, in a `textarea` `2000`", meaning: "how many characters an answer may have" },
        Key { name: "autocomplete", kind: "a word of HTML, as `name`, `email`, `tel`, `organization`, `organization-title`", default: "none", meaning: "what a browser may fill in; only for what people say about themselves. Without it browsers are asked to keep nothing" },
        Key { name: "sensitivity", kind: "`none`, `personal`, `identifying`, `special` or `criminal`", default: "none", meaning: "how careful one must be with the answer: about no person, about a person, tells who it is, special category data (health, ethnic group, religion), offences; for the data-protection table, so say it for every question" },
        Key { name: "purpose", kind: "words", default: "none", meaning: "what the answer is needed for, to follow \"We ask this …\"; for the data-protection table, so say it for every question" },
        Key { name: "not_known", kind: "flag", default: "`false`", meaning: "`true`: \"Not known yet\", with a reason, is an answer" },
        Key { name: "expected", kind: "flag", default: "`false`", meaning: "`true`: if it is empty, it is named before sending; that blocks nothing, so it may stay empty" },
        Key { name: "warn", kind: "`smart-target`", default: "none", meaning: "a check that advises and blocks nothing" },
        Key { name: "examples", kind: "list of `example`", default: "none", meaning: "with `warn`: a weak target and a strong one, shown at the question" },
        Key { name: "on_bad", kind: "`refuse` or `warn`", default: "`refuse`", meaning: "for `upn`, `uln`, `urn` and `nhs-number`: what happens to a number that can't be right" },
        Key { name: "carry", kind: "`never`, `confirm` or `unmet`", default: "`never`", meaning: "whether next term's form starts from the answer; `confirm` asks \"Still right?\". Inside a repeat the key of the repeat decides" },
        Key { name: "copies", kind: "list of `school`, `carer`, `parent`, `child`, `iro`, `meeting`", default: "all but `meeting`", meaning: "on whose copy the answer stands; `meeting` is what may stand on a wall or a shared laptop in front of the child, the carer and the school" },
        Key { name: "use", kind: "name", default: "none", meaning: "in place of all other keys: a field of `forms/parts/`" },
    ] },
    Level { name: "wording", meaning: "Other words for a question.", keys: &[
        Key { name: "when", kind: "condition", default: "needed", meaning: "for whom" },
        Key { name: "label", kind: "words", default: "needed", meaning: "the question" },
        Key { name: "hint", kind: "words", default: "none", meaning: "a line of help below it" },
    ] },
    Level { name: "example", meaning: "A weak target and a strong one.", keys: &[
        Key { name: "when", kind: "condition", default: "always", meaning: "for whom, as for a phase" },
        Key { name: "weak", kind: "words", default: "needed", meaning: "a target that nobody can check" },
        Key { name: "strong", kind: "words", default: "needed", meaning: "the same target, with a measure and a day" },
    ] },
    Level { name: "option", meaning: "One answer to choose, in `options` of a field or in an entry of `lists`.", keys: &[
        Key { name: "value", kind: "text", default: "needed", meaning: "what is posted and what conditions compare" },
        Key { name: "text", kind: "words", default: "needed", meaning: "what people read" },
        Key { name: "hint", kind: "words", default: "none", meaning: "a line of help below it" },
        Key { name: "when", kind: "condition", default: "always", meaning: "when it is offered; not in `lists`" },
    ] },
    Level { name: "rule", meaning: "What must hold between several answers. Checked before sending.", keys: &[
        Key { name: "rule", kind: "name", default: "needed", meaning: "its name" },
        Key { name: "when", kind: "condition", default: "always", meaning: "when it is checked" },
        Key { name: "check", kind: "condition", default: "needed", meaning: "what must hold, as `{ field: born, before: { field: care_began } }`" },
        Key { name: "at", kind: "field name", default: "needed", meaning: "the field at which the message stands" },
        Key { name: "message", kind: "words", default: "needed", meaning: "what the person is told to do" },
    ] },
    Level { name: "check_answers", meaning: "The page that shows all answers before they are sent.", keys: &[
        Key { name: "declaration", kind: "words", default: "none", meaning: "what the sender confirms by ticking a box" },
    ] },
    Level { name: "confirmation", meaning: "What is said when the form was sent. The page adds the reference, who reads it, when, and what if it can't wait.", keys: &[
        Key { name: "title", kind: "words", default: "needed", meaning: "the heading" },
        Key { name: "next", kind: "Markdown", default: "needed", meaning: "what happens next, and by when" },
    ] },
    Level { name: "test", meaning: "An example that the form must pass.", keys: &[
        Key { name: "name", kind: "words", default: "needed", meaning: "what it shows, as a sentence" },
        Key { name: "given", kind: "table of field names with answers", default: "needed", meaning: "what a person answers; all else is empty. A day is written `2026-09-01`, boxes as a list, \"Not known yet\" as `{ not_known: why }`, an address as `{ line_1: …, town: …, postcode: … }`, the rows of a repeat as a list below the name of its page" },
        Key { name: "expect", kind: "table of `expect`", default: "needed", meaning: "what must come of it" },
    ] },
    Level { name: "expect", meaning: "What must come of an example.", keys: &[
        Key { name: "pages", kind: "`{ include: […], exclude: […] }`", default: "none", meaning: "pages that must be asked, and pages that must not" },
        Key { name: "fields", kind: "`{ include: […], exclude: […] }`", default: "none", meaning: "fields that must be asked, and fields that must not" },
        Key { name: "errors", kind: "table of field names with messages", default: "none", meaning: "the messages at these fields, word for word; `{}` for no message at any field" },
    ] },
    Level { name: "part", meaning: "A file in `forms/parts/`: what several forms share. It holds one of the three, and can't itself `use` another part.", keys: &[
        Key { name: "part", kind: "name", default: "needed", meaning: "its name, which is that of its file without `.yaml`" },
        Key { name: "section", kind: "table of `section`", default: "none", meaning: "a section" },
        Key { name: "page", kind: "table of `page`", default: "none", meaning: "a page" },
        Key { name: "field", kind: "table of `field`", default: "none", meaning: "a field" },
    ] },
];

/// Every type of field.
#[rustfmt::skip]
pub const FIELD_TYPES: &[FieldType] = &[
    FieldType { name: "text", meaning: "One line.", keys: &[] },
    FieldType { name: "textarea", meaning: "Several lines, with a count of characters.", keys: &[] },
    FieldType { name: "number", meaning: "A number.", keys: &[
        Key { name: "min", kind: "number", default: "none", meaning: "the smallest answer" },
        Key { name: "max", kind: "number", default: "none", meaning: "the greatest answer" },
        Key { name: "decimals", kind: "number", default: "`0`", meaning: "how many digits may stand behind the point" },
    ] },
    FieldType { name: "money", meaning: "Pounds and pence.", keys: &[
        Key { name: "min", kind: "number", default: "none", meaning: "the smallest answer" },
        Key { name: "max", kind: "number", default: "none", meaning: "the greatest answer" },
    ] },
    FieldType { name: "percent", meaning: "A number from 0 to 100.", keys: &[
        Key { name: "min", kind: "number", default: "none", meaning: "the smallest answer" },
        Key { name: "max", kind: "number", default: "none", meaning: "the greatest answer" },
    ] },
    FieldType { name: "date", meaning: "A day, in three boxes; \"jan\" will do for a month. The post has `NAME-day`, `NAME-month` and `NAME-year`.", keys: &[
        Key { name: "in", kind: "`any`, `past` or `future`", default: "`any`", meaning: "which days are right: `past` is today or before, `future` is today or after" },
    ] },
    FieldType { name: "month", meaning: "A month, in two boxes.", keys: &[
        Key { name: "in", kind: "`any`, `past` or `future`", default: "`any`", meaning: "which months are right: `past` is this month or before, `future` is this month or after" },
    ] },
    FieldType { name: "email", meaning: "An e-mail address.", keys: &[
        Key { name: "refuse_domains", kind: "`personal`, or list of domains", default: "none", meaning: "addresses at these domains are refused; `personal` stands for the usual private mailboxes, also inside a list" },
    ] },
    FieldType { name: "phone", meaning: "A phone number: ten to fifteen digits as people write them, an extension behind.", keys: &[] },
    FieldType { name: "postcode", meaning: "A postcode.", keys: &[] },
    FieldType { name: "address", meaning: "An address, in lines, with its postcode.", keys: &[] },
    FieldType { name: "yes-no", meaning: "Yes or no, posted as `yes` and `no`.", keys: &[] },
    FieldType { name: "radios", meaning: "One of several, all in view.", keys: &[
        Key { name: "options", kind: "list of `option`, or the name of an entry of `lists`", default: "needed", meaning: "what there is to choose from" },
    ] },
    FieldType { name: "checkboxes", meaning: "Some of several.", keys: &[
        Key { name: "options", kind: "list of `option`, or the name of an entry of `lists`", default: "needed", meaning: "what there is to choose from" },
    ] },
    FieldType { name: "select", meaning: "One of many, in a list that opens.", keys: &[
        Key { name: "options", kind: "list of `option`, or the name of an entry of `lists`", default: "needed", meaning: "what there is to choose from" },
    ] },
    FieldType { name: "autocomplete", meaning: "One of very many, found by typing; without JavaScript a `select`.", keys: &[
        Key { name: "options", kind: "list of `option`, or the name of an entry of `lists`", default: "needed", meaning: "what there is to choose from" },
    ] },
    FieldType { name: "council", meaning: "One of the councils of `site.toml`, all in view. Its answer chooses the recipients if `council` of the form names it.", keys: &[] },
    FieldType { name: "upn", meaning: "A unique pupil number, with its check letter.", keys: &[] },
    FieldType { name: "uln", meaning: "A unique learner number, ten digits.", keys: &[] },
    FieldType { name: "urn", meaning: "A school's unique reference number, six digits.", keys: &[] },
    FieldType { name: "nhs-number", meaning: "An NHS number, ten digits with a check digit.", keys: &[] },
    FieldType { name: "declaration", meaning: "One box that must be ticked; its label is what the person declares.", keys: &[] },
    FieldType { name: "content", meaning: "Text between questions. Of the keys of `field` it takes `field`, `type` and `when`.", keys: &[
        Key { name: "content", kind: "Markdown", default: "needed", meaning: "the text" },
    ] },
];
