// Package identity decides which entities of different articles are one.
//
// It is a pure function of what the articles say and of decisions made by hand:
//
//	LocalEntity -> Profile -> EntityID -> Entity, Statement
//
// A [Profile] is all that identity looks at: kind, name, id, codes and the few facts by which
// namesakes are told apart. [Settle] gives profiles their ids. It depends on the set of
// profiles alone: not on their order, not on how often each occurs, and only on those that
// a profile is linked with (see [Profile.Links]), so that a store needs to look at few of them.
//
// Two profiles are one entity
//
//   - when they carry the same id (it was imported, or a table of names settled it);
//   - when they share a code of another catalogue (Wikidata, ROR, ISO 3166, ORCID) and kind;
//   - when their full names fold to the same and their kinds are equal, unless a fact speaks against it.
//
// A name that is good in its own article only (a lone surname or given name, an acronym, a name
// with initials) joins nothing; its id carries a hash of the article's key.
//
// Facts that keep namesakes apart: for persons the year of birth, the country of birth, an activity a
// hundred years apart, and citizenships that differ where no shared institution speaks for one person;
// for institutions, places and policies the country in which they lie or that enacted them.
// What the articles state of one profile, and what is stated under one id, does not disagree with itself.
// Where the facts split a name, each part's id carries what tells it apart, as in
// "institution/northeastern-university.us"; a profile without such a fact keeps the plain id.
//
// [Assemble] does the whole way in memory; graph/store does the same step by step.
package identity
