package io.tempo.core.testing;

import io.tempo.core.testing.RandomSpans.Child;
import io.tempo.core.testing.RandomSpans.Model;
import io.tempo.core.traceql.FieldExpression;
import io.tempo.core.traceql.FieldExpression.Attribute;
import io.tempo.core.traceql.FieldExpression.BinaryOperation;
import io.tempo.core.traceql.FieldExpression.Exists;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.FieldExpression.IntrinsicField;
import io.tempo.core.traceql.FieldExpression.Literal;
import io.tempo.core.traceql.FieldExpression.NotExists;
import io.tempo.core.traceql.FieldExpression.UnaryOperation;
import io.tempo.core.traceql.Operator;
import io.tempo.core.traceql.Scope;
import io.tempo.core.traceql.Static;
import io.tempo.core.traceql.UnaryOperator;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The rules of the TraceQL specification, section 4, written down plainly: one span at a time, over
 * maps, slow. What the engine is held to.
 */
public final class NaiveEvaluator {

    /** Present, without a value that a query sees. */
    private static final Object EMPTY = new Object();

    private record Duration(long nanos) {}

    private record Word(String enumeration, long code) {

        String word() {
            return enumeration.equals("status")
                    ? List.of("unset", "ok", "error").get((int) code)
                    : List.of("unspecified", "internal", "server", "client", "producer", "consumer")
                            .get((int) code);
        }
    }

    private Child event;
    private Child link;

    /** Whether a filter keeps a span. */
    public boolean matches(FieldExpression filter, Model span) {
        if (isConjunction(filter)) {
            List<FieldExpression> leaves = new ArrayList<>();
            leaves(filter, leaves);
            List<FieldExpression> ofEvents = take(leaves, Scope.EVENT);
            List<FieldExpression> ofLinks = take(leaves, Scope.LINK);
            for (FieldExpression leaf : leaves) {
                if (!holds(leaf, span)) {
                    return false;
                }
            }
            return (ofEvents.isEmpty()
                            || span.events().stream().anyMatch(e -> one(ofEvents, span, e, null)))
                    && (ofLinks.isEmpty()
                            || span.links().stream().anyMatch(l -> one(ofLinks, span, null, l)));
        }
        return holds(filter, span);
    }

    /** The int, float or duration (in nanoseconds) that a span has in a field; NaN without one. */
    public double number(Field field, Model span) {
        return switch (evaluate(field, span)) {
            case Long l -> l;
            case Double d -> d;
            case Duration d -> d.nanos;
            case null, default -> Double.NaN;
        };
    }

    /** Type and text of the scalar that a span has in a field; null without one. */
    public String text(Field field, Model span) {
        return switch (evaluate(field, span)) {
            case null -> null;
            case String s -> "text " + s;
            case Long l -> "int " + l;
            case Double d -> "double " + d;
            case Boolean b -> "bool " + b;
            case Word w -> "text " + w.word();
            case List<?> list -> "text nil";
            case Object nothing -> null;
        };
    }

    private boolean holds(FieldExpression e, Model span) {
        return Boolean.TRUE.equals(evaluate(e, span));
    }

    private boolean one(List<FieldExpression> conditions, Model span, Child onEvent, Child onLink) {
        event = onEvent;
        link = onLink;
        boolean all = conditions.stream().allMatch(c -> holds(c, span));
        event = null;
        link = null;
        return all;
    }

    private static List<FieldExpression> take(List<FieldExpression> leaves, Scope scope) {
        List<FieldExpression> taken = new ArrayList<>();
        for (FieldExpression leaf : leaves) {
            if (mentions(leaf, scope) && isPlain(leaf)) {
                taken.add(leaf);
            }
        }
        leaves.removeAll(taken);
        return taken;
    }

    /** A field beside a literal: what has to hold for one and the same event. */
    private static boolean isPlain(FieldExpression e) {
        return switch (e) {
            case BinaryOperation b ->
                    b.left() instanceof Field && b.right() instanceof Literal
                            || b.left() instanceof Literal && b.right() instanceof Field;
            case Exists x -> x.operand() instanceof Field;
            case NotExists x -> x.operand() instanceof Field;
            default -> false;
        };
    }

    private static boolean isConjunction(FieldExpression e) {
        return switch (e) {
            case BinaryOperation b when b.operator() == Operator.AND ->
                    isConjunction(b.left()) && isConjunction(b.right());
            case BinaryOperation b -> b.operator() != Operator.OR;
            case UnaryOperation u -> false;
            case Field f -> false;
            default -> true;
        };
    }

    private static void leaves(FieldExpression e, List<FieldExpression> out) {
        if (e instanceof BinaryOperation b && b.operator() == Operator.AND) {
            leaves(b.left(), out);
            leaves(b.right(), out);
        } else {
            out.add(e);
        }
    }

    private static boolean mentions(FieldExpression e, Scope scope) {
        return switch (e) {
            case Attribute a -> a.scope() == scope;
            case IntrinsicField i -> i.intrinsic().text().startsWith(scope.word() + ":");
            case Literal l -> false;
            case UnaryOperation u -> mentions(u.operand(), scope);
            case Exists x -> mentions(x.operand(), scope);
            case NotExists x -> mentions(x.operand(), scope);
            case BinaryOperation b -> mentions(b.left(), scope) || mentions(b.right(), scope);
        };
    }

    private Object evaluate(FieldExpression e, Model span) {
        boolean comparison =
                e instanceof Exists
                        || e instanceof NotExists
                        || e instanceof BinaryOperation b
                                && !b.operator().isArithmetic()
                                && !b.operator().isLogical()
                        || e instanceof Field;
        if (comparison && mentions(e, Scope.EVENT) && event == null) {
            Object result = e instanceof Field ? null : false;
            for (Child child : span.events()) {
                event = child;
                result = any(result, evaluate(e, span));
                event = null;
            }
            return result;
        }
        if (comparison && mentions(e, Scope.LINK) && link == null) {
            Object result = e instanceof Field ? null : false;
            for (Child child : span.links()) {
                link = child;
                result = any(result, evaluate(e, span));
                link = null;
            }
            return result;
        }
        return switch (e) {
            case Literal l -> literal(l.value());
            case Attribute a -> scalar(attribute(a, span));
            case IntrinsicField i -> intrinsic(i, span);
            case UnaryOperation u -> {
                Object v = evaluate(u.operand(), span);
                yield v == null
                        ? null
                        : u.operator() == UnaryOperator.NOT ? (Object) !(Boolean) v : negate(v);
            }
            case Exists x -> {
                Object v = evaluate(x.operand(), span);
                yield v != null && v != EMPTY;
            }
            case NotExists x -> evaluate(x.operand(), span) == null;
            case BinaryOperation b ->
                    binary(b, evaluate(b.left(), span), evaluate(b.right(), span));
        };
    }

    /** A field alone is nil only if it is not a boolean on any event. */
    private static Object any(Object soFar, Object next) {
        boolean isTrue = Boolean.TRUE.equals(next) || Boolean.TRUE.equals(soFar);
        return isTrue ? (Boolean) true : next instanceof Boolean ? next : soFar;
    }

    private static Object negate(Object v) {
        return switch (v) {
            case Long l -> -l;
            case Double d -> -d;
            case Duration d -> new Duration(-d.nanos);
            default -> throw new IllegalStateException(v.toString());
        };
    }

    private static Object literal(Static value) {
        return switch (value) {
            case Static.StringValue s -> s.value();
            case Static.IntValue i -> i.value();
            case Static.FloatValue f -> f.value();
            case Static.BooleanValue b -> b.value();
            case Static.DurationValue d -> new Duration(d.nanos());
            case Static.StatusValue s -> new Word("status", s.value().code());
            case Static.KindValue k -> new Word("kind", k.value().code());
            case Static.Nil n -> null;
        };
    }

    private Object attribute(Attribute a, Model of) {
        Model span = a.parent() ? of.parent() : of;
        if (span == null) {
            return null;
        }
        Map<String, Object> map =
                switch (a.scope()) {
                    case UNSCOPED ->
                            span.attributes().containsKey(a.name())
                                    ? span.attributes()
                                    : span.resource();
                    case SPAN -> span.attributes();
                    case RESOURCE -> span.resource();
                    case INSTRUMENTATION -> span.scope();
                    case EVENT -> event.attributes();
                    case LINK -> link.attributes();
                };
        return map.get(a.name());
    }

    private static Object scalar(Object value) {
        if (value instanceof List<?> list) {
            return list.isEmpty() ? EMPTY : list.size() == 1 ? list.getFirst() : list;
        }
        return value;
    }

    private Object intrinsic(IntrinsicField field, Model span) {
        return switch (field.intrinsic()) {
            case NAME -> span.name();
            case DURATION -> new Duration(span.duration());
            case STATUS -> new Word("status", span.status());
            case KIND -> new Word("kind", span.kind());
            case SPAN_ID -> String.format("%016x", span.id());
            case INSTRUMENTATION_NAME -> span.scopeName();
            case EVENT_NAME -> event.name();
            case EVENT_TIME_SINCE_START -> new Duration(event.time());
            default -> throw new IllegalArgumentException(field.text());
        };
    }

    private static Object binary(BinaryOperation b, Object left, Object right) {
        Operator op = b.operator();
        if (op.isArithmetic()) {
            if (!isNumber(left) || !isNumber(right)) {
                return false;
            }
            return left instanceof Long l && right instanceof Long r
                    ? (Object) arithmetic(op, l, r)
                    : (Object) arithmetic(op, number(left), number(right));
        }
        if (left instanceof List<?> list) {
            return over(list, op, element -> compare(op, element, right));
        }
        if (right instanceof List<?> list) {
            return over(list, op, element -> compare(op, left, element));
        }
        return compare(op, left, right);
    }

    private static boolean over(
            List<?> list, Operator op, java.util.function.Function<Object, Boolean> test) {
        if (op == Operator.NOT_EQUAL || op == Operator.NOT_REGEX) {
            return list.stream().allMatch(test::apply);
        }
        return list.stream().anyMatch(test::apply);
    }

    private static long arithmetic(Operator op, long l, long r) {
        return switch (op) {
            case ADD -> l + r;
            case SUBTRACT -> l - r;
            case MULTIPLY -> l * r;
            case DIVIDE -> l / r;
            case MODULO -> l % r;
            default -> throw new IllegalArgumentException(op.toString());
        };
    }

    private static double arithmetic(Operator op, double l, double r) {
        return switch (op) {
            case ADD -> l + r;
            case SUBTRACT -> l - r;
            case MULTIPLY -> l * r;
            case DIVIDE -> l / r;
            case MODULO -> l % r;
            default -> throw new IllegalArgumentException(op.toString());
        };
    }

    private static boolean compare(Operator op, Object l, Object r) {
        if (l == null || r == null || l == EMPTY || r == EMPTY) {
            return false;
        }
        if (isNumber(l) && isNumber(r)) {
            boolean whole = !(l instanceof Double) && !(r instanceof Double);
            if (!whole) {
                return ordered(op, number(l), number(r));
            }
            int order = BigInteger.valueOf(whole(l)).compareTo(BigInteger.valueOf(whole(r)));
            return ordered(op, order);
        }
        if (l instanceof String a && r instanceof String b) {
            return switch (op) {
                case REGEX -> Pattern.compile(b, Pattern.DOTALL).matcher(a).matches();
                case NOT_REGEX -> !Pattern.compile(b, Pattern.DOTALL).matcher(a).matches();
                default -> ordered(op, a.compareTo(b));
            };
        }
        if (l instanceof Boolean a && r instanceof Boolean b) {
            return switch (op) {
                case AND -> a && b;
                case OR -> a || b;
                case EQUAL -> a.equals(b);
                case NOT_EQUAL -> !a.equals(b);
                default -> false;
            };
        }
        if (l instanceof Word a && r instanceof Word b && a.enumeration.equals(b.enumeration)) {
            return op == Operator.EQUAL
                    ? a.code == b.code
                    : op == Operator.NOT_EQUAL && a.code != b.code;
        }
        return false;
    }

    private static boolean ordered(Operator op, int order) {
        return switch (op) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_EQUAL -> order <= 0;
            case GREATER -> order > 0;
            case GREATER_EQUAL -> order >= 0;
            default -> false;
        };
    }

    private static boolean ordered(Operator op, double l, double r) {
        return switch (op) {
            case EQUAL -> l == r;
            case NOT_EQUAL -> l != r;
            case LESS -> l < r;
            case LESS_EQUAL -> l <= r;
            case GREATER -> l > r;
            case GREATER_EQUAL -> l >= r;
            default -> false;
        };
    }

    private static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Duration;
    }

    private static long whole(Object value) {
        return value instanceof Duration d ? d.nanos : (Long) value;
    }

    private static double number(Object value) {
        return value instanceof Double d ? d : whole(value);
    }
}
