package gql

import (
	"fmt"
	"strings"
)

// Key returns a text that two expressions share if they are written alike, white space,
// letter case of keywords and parentheses aside.
func Key(e Expr) string {
	var b strings.Builder
	writeKey(&b, e)
	return b.String()
}

func writeKey(b *strings.Builder, e Expr) {
	switch e := e.(type) {
	case nil:
	case *Literal:
		fmt.Fprintf(b, "%T %#v", e.Value, e.Value)
	case *Param:
		fmt.Fprintf(b, "$%q", e.Name)
	case *Ref:
		fmt.Fprintf(b, "%q", e.Name)
	default:
		fmt.Fprintf(b, "%s(", head(e))
		for _, x := range Children(e) {
			writeKey(b, x)
			b.WriteByte(',')
		}
		b.WriteByte(')')
	}
}

// head tells apart expressions that have the same children.
func head(e Expr) string {
	switch e := e.(type) {
	case *Prop:
		return "." + strings.ToLower(e.Name)
	case *Unary:
		return string(e.Op)
	case *Binary:
		return string(e.Op)
	case *IsNull:
		return fmt.Sprint("isnull", e.Not)
	case *HasLabel:
		return fmt.Sprint("label", e.Not, labelKey(e.Label))
	case *Call:
		return fmt.Sprint(strings.ToLower(e.Name), e.Star, e.Distinct)
	case *Each:
		return fmt.Sprintf("%s %q %v", e.Op, e.Var, e.Where != nil)
	}
	return fmt.Sprintf("%T", e)
}

func labelKey(l Label) string {
	switch l := l.(type) {
	case *LabelName:
		return fmt.Sprintf("%q", strings.ToLower(l.Name))
	case *LabelNot:
		return "!" + labelKey(l.X)
	case *LabelAnd:
		return "(" + labelKey(l.X) + "&" + labelKey(l.Y) + ")"
	case *LabelOr:
		return "(" + labelKey(l.X) + "|" + labelKey(l.Y) + ")"
	}
	return "%"
}
