package graph

// Delta is how a graph differs from an earlier state of itself: what is new or may have changed, and what is gone.
// Every list is sorted, articles and entities by id, statements by triple, and none names anything twice.
type Delta struct {
	Articles       []Article // without their texts
	ArticlesGone   []ArticleID
	Entities       []Entity
	EntitiesGone   []EntityID
	Statements     []Statement // with all their evidence
	StatementsGone []Triple
}
