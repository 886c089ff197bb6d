// Package gql reads the query language of clew: a read-only part of ISO GQL
// (ISO/IEC 39075:2024) with the Cypher forms that people type.
//
// The data goes one way:
//
//	text -> tokens -> Query -> Check -> Query with its variables
//
// [Parse] is a recursive descent over the tokens, one method a production. [Check]
// then holds the query against the vocabulary of a graph: an unknown kind,
// predicate, property, variable or function is an error that names the nearest
// known one. A checked query is what package query/match runs.
//
// docs/query.md describes the language and names the production of each feature.
package gql
