package io.tempo.core.traceql;

/**
 * An operator between two spansets of one trace. The structural ones relate spans; read {@code {A}
 * op {B}} as "B that is a ... of A".
 */
public enum SpansetOperator {
    AND("&&", Relation.LOGICAL, Form.PLAIN),
    OR("||", Relation.LOGICAL, Form.PLAIN),
    CHILD(">", Relation.CHILD, Form.PLAIN),
    PARENT("<", Relation.PARENT, Form.PLAIN),
    DESCENDANT(">>", Relation.DESCENDANT, Form.PLAIN),
    ANCESTOR("<<", Relation.ANCESTOR, Form.PLAIN),
    SIBLING("~", Relation.SIBLING, Form.PLAIN),
    NOT_CHILD("!>", Relation.CHILD, Form.NEGATED),
    NOT_PARENT("!<", Relation.PARENT, Form.NEGATED),
    NOT_DESCENDANT("!>>", Relation.DESCENDANT, Form.NEGATED),
    NOT_ANCESTOR("!<<", Relation.ANCESTOR, Form.NEGATED),
    NOT_SIBLING("!~", Relation.SIBLING, Form.NEGATED),
    UNION_CHILD("&>", Relation.CHILD, Form.UNION),
    UNION_PARENT("&<", Relation.PARENT, Form.UNION),
    UNION_DESCENDANT("&>>", Relation.DESCENDANT, Form.UNION),
    UNION_ANCESTOR("&<<", Relation.ANCESTOR, Form.UNION),
    UNION_SIBLING("&~", Relation.SIBLING, Form.UNION);

    /** What a span on the right must be to one on the left. */
    public enum Relation {
        /** No relation between spans: {@code && ||}. */
        LOGICAL,
        CHILD,
        PARENT,
        DESCENDANT,
        ANCESTOR,
        SIBLING
    }

    /** Which spans are returned. */
    public enum Form {
        /** Those of the right side that are related to one on the left. */
        PLAIN,
        /** Those of the right side that are related to none on the left. */
        NEGATED,
        /** Both ends of each related pair. */
        UNION
    }

    private final String symbol;
    private final Relation relation;
    private final Form form;

    SpansetOperator(String symbol, Relation relation, Form form) {
        this.symbol = symbol;
        this.relation = relation;
        this.form = form;
    }

    /** The operator written so, or {@code null}. */
    static SpansetOperator ofSymbol(String symbol) {
        for (SpansetOperator operator : values()) {
            if (operator.symbol.equals(symbol)) {
                return operator;
            }
        }
        return null;
    }

    /** As it is written. */
    public String symbol() {
        return symbol;
    }

    public Relation relation() {
        return relation;
    }

    public Form form() {
        return form;
    }

    /** Whether it relates spans, that is, all but {@code &&} and {@code ||}. */
    public boolean isStructural() {
        return relation != Relation.LOGICAL;
    }

    @Override
    public String toString() {
        return symbol;
    }
}
