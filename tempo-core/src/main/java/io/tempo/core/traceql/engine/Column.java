package io.tempo.core.traceql.engine;

import io.tempo.core.columns.TraceTable.NumberField;
import io.tempo.core.columns.TraceTable.StringField;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.traceql.FieldExpression.Attribute;
import io.tempo.core.traceql.FieldExpression.Field;
import io.tempo.core.traceql.FieldExpression.IntrinsicField;
import io.tempo.core.traceql.Intrinsic;

/** Where a table keeps a field of the language. */
sealed interface Column {

    /** Numbers, of the runtime type that they have in the language. */
    record Numbers(NumberField field, byte type, Level level) implements Column {}

    /** Text. */
    record Text(StringField field, Level level) implements Column {}

    /** Ids, text in the language and numbers or bytes in the table. */
    enum Id implements Column {
        TRACE_ID,
        SPAN_ID,
        SPAN_PARENT_ID,
        LINK_TRACE_ID,
        LINK_SPAN_ID
    }

    /** Attributes of one scope. */
    record Key(AttributeScope scope, String key) implements Column {}

    /** Attributes of the span, or of its resource where the span lacks the key. */
    record UnscopedKey(String key) implements Column {}

    /** A field that no span has. */
    enum Nothing implements Column {
        NOTHING
    }

    /** Whether the field is looked up on the parent span. */
    static boolean ofParent(Field field) {
        return field instanceof Attribute attribute && attribute.parent();
    }

    /** Where the field is; that of a {@code parent.} attribute as if it were the span's own. */
    static Column of(Field field) {
        return switch (field) {
            case Attribute attribute ->
                    attribute
                            .scope()
                            .stored()
                            .<Column>map(scope -> new Key(scope, attribute.name()))
                            .orElseGet(() -> new UnscopedKey(attribute.name()));
            case IntrinsicField intrinsic -> of(intrinsic.intrinsic());
        };
    }

    private static Column of(Intrinsic intrinsic) {
        return switch (intrinsic) {
            case NAME -> new Text(StringField.SPAN_NAME, Level.SPAN);
            case DURATION -> new Numbers(NumberField.SPAN_DURATION, Type.DURATION, Level.SPAN);
            case STATUS -> new Numbers(NumberField.SPAN_STATUS, Type.STATUS, Level.SPAN);
            case STATUS_MESSAGE -> new Text(StringField.SPAN_STATUS_MESSAGE, Level.SPAN);
            case KIND -> new Numbers(NumberField.SPAN_KIND, Type.KIND, Level.SPAN);
            case SPAN_ID -> Id.SPAN_ID;
            case SPAN_PARENT_ID -> Id.SPAN_PARENT_ID;
            case SPAN_CHILD_COUNT ->
                    new Numbers(NumberField.SPAN_CHILD_COUNT, Type.INT, Level.SPAN);
            case NESTED_SET_LEFT ->
                    new Numbers(NumberField.SPAN_NESTED_SET_LEFT, Type.INT, Level.SPAN);
            case NESTED_SET_RIGHT ->
                    new Numbers(NumberField.SPAN_NESTED_SET_RIGHT, Type.INT, Level.SPAN);
            case NESTED_SET_PARENT ->
                    new Numbers(NumberField.SPAN_NESTED_SET_PARENT, Type.INT, Level.SPAN);
            case TRACE_DURATION ->
                    new Numbers(NumberField.TRACE_DURATION, Type.DURATION, Level.TRACE);
            case ROOT_NAME -> new Text(StringField.TRACE_ROOT_NAME, Level.TRACE);
            case ROOT_SERVICE_NAME -> new Text(StringField.TRACE_ROOT_SERVICE, Level.TRACE);
            case TRACE_ID -> Id.TRACE_ID;
            case EVENT_NAME -> new Text(StringField.EVENT_NAME, Level.EVENT);
            case EVENT_TIME_SINCE_START ->
                    new Numbers(NumberField.EVENT_TIME_SINCE_START, Type.DURATION, Level.EVENT);
            case LINK_TRACE_ID -> Id.LINK_TRACE_ID;
            case LINK_SPAN_ID -> Id.LINK_SPAN_ID;
            case INSTRUMENTATION_NAME -> new Text(StringField.SCOPE_NAME, Level.SCOPE);
            case INSTRUMENTATION_VERSION -> new Text(StringField.SCOPE_VERSION, Level.SCOPE);
            case PARENT -> Nothing.NOTHING;
        };
    }

    /** Whose values these are; of unscoped attributes, the span's. */
    default Level level() {
        return switch (this) {
            case Numbers numbers -> numbers.level;
            case Text text -> text.level;
            case Id id ->
                    switch (id) {
                        case TRACE_ID -> Level.TRACE;
                        case SPAN_ID, SPAN_PARENT_ID -> Level.SPAN;
                        case LINK_TRACE_ID, LINK_SPAN_ID -> Level.LINK;
                    };
            case Key key -> levelOf(key.scope);
            case UnscopedKey unscoped -> Level.SPAN;
            case Nothing nothing -> Level.SPAN;
        };
    }

    static Level levelOf(AttributeScope scope) {
        return switch (scope) {
            case SPAN -> Level.SPAN;
            case RESOURCE -> Level.RESOURCE;
            case EVENT -> Level.EVENT;
            case LINK -> Level.LINK;
            case INSTRUMENTATION -> Level.SCOPE;
        };
    }
}
