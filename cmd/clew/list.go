package main

// listed are the things that clew list shows.
var listed = []string{"articles", "entities", "predicates", "statements"}
