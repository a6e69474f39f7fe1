//! Who a page is for.

/// A group of readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // each name says who it is
pub enum Audience {
    SocialWorker,
    DesignatedTeacher,
    DesignatedPerson,
    Carer,
    YoungPerson,
    Iro,
    PersonalAdviser,
    SchoolLeader,
    Parent,
}

impl Audience {
    /// Every audience with its word in front matter.
    pub const WORDS: [(&'static str, Audience); 9] = [
        ("social-worker", Audience::SocialWorker),
        ("designated-teacher", Audience::DesignatedTeacher),
        ("designated-person", Audience::DesignatedPerson),
        ("carer", Audience::Carer),
        ("young-person", Audience::YoungPerson),
        ("iro", Audience::Iro),
        ("personal-adviser", Audience::PersonalAdviser),
        ("school-leader", Audience::SchoolLeader),
        ("parent", Audience::Parent),
    ];

    /// The word in front matter.
    pub fn word(self) -> &'static str {
        Audience::WORDS.iter().find(|(_, audience)| *audience == self).map_or("", |(word, _)| word)
    }

    /// One of them, as after "I am".
    pub fn one(self) -> &'static str {
        match self {
            Audience::SocialWorker => "a social worker",
            Audience::DesignatedTeacher => "a designated teacher",
            Audience::DesignatedPerson => "a designated person",
            Audience::Carer => "a carer",
            Audience::YoungPerson => "a child or young person",
            Audience::Iro => "an independent reviewing officer",
            Audience::PersonalAdviser => "a personal adviser",
            Audience::SchoolLeader => "a school leader or governor",
            Audience::Parent => "a parent",
        }
    }

    /// The words that readers see, many of them at once.
    pub fn title(self) -> &'static str {
        match self {
            Audience::SocialWorker => "social workers",
            Audience::DesignatedTeacher => "designated teachers",
            Audience::DesignatedPerson => "designated persons",
            Audience::Carer => "carers",
            Audience::YoungPerson => "young people",
            Audience::Iro => "independent reviewing officers",
            Audience::PersonalAdviser => "personal advisers",
            Audience::SchoolLeader => "school leaders",
            Audience::Parent => "parents",
        }
    }
}
