package io.tempo.core.block;

import static io.tempo.core.parquet.Encoding.DELTA_LENGTH_BYTE_ARRAY;
import static io.tempo.core.parquet.Encoding.DICTIONARY;
import static io.tempo.core.parquet.Encoding.PLAIN;
import static io.tempo.core.parquet.Repetition.OPTIONAL;
import static io.tempo.core.parquet.Repetition.REPEATED;
import static io.tempo.core.parquet.Repetition.REQUIRED;

import io.tempo.core.block.DedicatedColumn.Type;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.parquet.Annotation;
import io.tempo.core.parquet.Encoding;
import io.tempo.core.parquet.GroupKind;
import io.tempo.core.parquet.PhysicalType;
import io.tempo.core.parquet.Repetition;

import java.util.List;

/**
 * The message types of the three versions. The order of the leaves is part of the format: other
 * readers address them by number.
 */
final class SchemaLayout {

    private final BlockVersion version;
    private final List<DedicatedColumn> dedicated;
    private final int[] slots;
    private final SchemaBuilder b = new SchemaBuilder();

    private SchemaLayout(BlockVersion version, List<DedicatedColumn> dedicated) {
        this.version = version;
        this.dedicated = dedicated;
        this.slots = DedicatedColumns.slots(version, dedicated);
    }

    /** The nodes and options of a version's file. */
    static SchemaBuilder of(BlockVersion version, List<DedicatedColumn> dedicated) {
        SchemaLayout layout = new SchemaLayout(version, dedicated);
        layout.trace();
        return layout.b;
    }

    /** Name of a spare column; slots count from 0, names from 01. */
    static String spareName(Type type, int slot) {
        String prefix =
                switch (type) {
                    case STRING -> "String";
                    case INT -> "Int";
                };
        return prefix + (slot < 9 ? "0" : "") + (slot + 1);
    }

    private void trace() {
        b.bytes("TraceID", true);
        b.text("TraceIDText");
        b.delta("StartTimeUnixNano", Annotation.UINT64);
        b.delta("EndTimeUnixNano", Annotation.UINT64);
        b.delta("DurationNano", Annotation.UINT64);
        b.text("RootServiceName", REQUIRED, DICTIONARY);
        b.text("RootSpanName", REQUIRED, DICTIONARY);
        switch (version) {
            case VPARQUET3 -> {}
            case VPARQUET4 ->
                    b.group(
                            "ServiceStats",
                            REQUIRED,
                            GroupKind.MAP,
                            () ->
                                    b.repeated(
                                            "key_value",
                                            () -> {
                                                b.text("key");
                                                b.group("value", this::serviceCounts);
                                            }));
            case VPARQUET5 ->
                    b.repeated(
                            "ServiceStats",
                            () -> {
                                b.text("ServiceName", REQUIRED, DICTIONARY);
                                serviceCounts();
                            });
        }
        groups("rs", this::resourceSpans);
    }

    private void serviceCounts() {
        b.delta("SpanCount", Annotation.UINT32);
        b.delta("ErrorCount", Annotation.UINT32);
    }

    private void resourceSpans() {
        b.group("Resource", this::resource);
        groups("ss", this::scopeSpans);
    }

    private void resource() {
        switch (version) {
            case VPARQUET3 -> {
                attributes3();
                serviceName();
                fixed(AttributeScope.RESOURCE);
            }
            case VPARQUET4 -> {
                attributes();
                dropped("DroppedAttributesCount");
                serviceName();
                fixed(AttributeScope.RESOURCE);
            }
            case VPARQUET5 -> {
                serviceName();
                attributes();
                dropped("DroppedAttributesCount");
            }
        }
        dedicated(AttributeScope.RESOURCE);
    }

    private void serviceName() {
        b.text("ServiceName", REQUIRED, DICTIONARY);
    }

    private void scopeSpans() {
        b.group(
                "Scope",
                () -> {
                    b.text("Name", REQUIRED, DICTIONARY);
                    b.text("Version", REQUIRED, DICTIONARY);
                    if (version != BlockVersion.VPARQUET3) {
                        attributes();
                        dropped("DroppedAttributesCount");
                    }
                });
        groups("Spans", this::span);
        if (version == BlockVersion.VPARQUET5) {
            b.delta("SpanCount", Annotation.INT32);
        }
    }

    private void span() {
        b.bytes("SpanID", false);
        b.bytes("ParentSpanID", false);
        b.delta("ParentID", Annotation.INT32);
        b.delta("NestedSetLeft", Annotation.INT32);
        b.delta("NestedSetRight", Annotation.INT32);
        if (version == BlockVersion.VPARQUET5) {
            b.delta("ChildCount", Annotation.INT32);
        }
        b.text("Name", REQUIRED, DICTIONARY);
        b.delta("Kind", Annotation.INT64);
        b.text("TraceState");
        b.delta("StartTimeUnixNano", Annotation.UINT64);
        b.delta("DurationNano", Annotation.UINT64);
        b.delta("StatusCode", Annotation.INT64);
        b.text("StatusMessage");
        if (version == BlockVersion.VPARQUET3) {
            attributes3();
        } else {
            attributes();
        }
        dropped("DroppedAttributesCount");
        groups("Events", this::event);
        plain("DroppedEventsCount", REQUIRED, PhysicalType.INT32, Annotation.INT32);
        if (version == BlockVersion.VPARQUET3) {
            b.bytes("Links", false);
        } else {
            groups("Links", this::link);
        }
        plain("DroppedLinksCount", REQUIRED, PhysicalType.INT32, Annotation.INT32);
        if (version != BlockVersion.VPARQUET5) {
            fixed(AttributeScope.SPAN);
        }
        dedicated(AttributeScope.SPAN);
        if (version == BlockVersion.VPARQUET5) {
            for (int seconds : BlockSchema.BUCKET_SECONDS) {
                b.delta("StartTimeRounded" + seconds, Annotation.UINT32);
            }
        }
    }

    private void event() {
        if (version == BlockVersion.VPARQUET3) {
            b.delta("TimeUnixNano", Annotation.UINT64);
            b.text("Name", REQUIRED, DICTIONARY);
            b.list(
                    "Attrs",
                    () -> {
                        b.text("Key", REQUIRED, DICTIONARY);
                        b.leaf(
                                "Value",
                                REQUIRED,
                                PhysicalType.BYTE_ARRAY,
                                Annotation.NONE,
                                DICTIONARY);
                    });
        } else {
            b.delta("TimeSinceStartNano", Annotation.UINT64);
            b.text("Name", REQUIRED, DICTIONARY);
            attributes();
        }
        dropped("DroppedAttributesCount");
        if (version == BlockVersion.VPARQUET5) {
            dedicated(AttributeScope.EVENT);
        }
    }

    private void link() {
        b.bytes("TraceID", false);
        b.bytes("SpanID", false);
        b.text("TraceState");
        attributes();
        dropped("DroppedAttributesCount");
    }

    private void attributes() {
        groups(
                "Attrs",
                () -> {
                    unbounded("Key", REQUIRED, DICTIONARY);
                    plain("IsArray", REQUIRED, PhysicalType.BOOLEAN, Annotation.NONE);
                    if (version == BlockVersion.VPARQUET5) {
                        unbounded("Value", REPEATED, DICTIONARY);
                        plain("ValueInt", REPEATED, PhysicalType.INT64, Annotation.INT64);
                        plain("ValueDouble", REPEATED, PhysicalType.DOUBLE, Annotation.NONE);
                        plain("ValueBool", REPEATED, PhysicalType.BOOLEAN, Annotation.NONE);
                    } else {
                        b.group(
                                "Value",
                                REQUIRED,
                                GroupKind.LIST,
                                () ->
                                        b.repeated(
                                                "list",
                                                () -> unbounded("element", REQUIRED, DICTIONARY)));
                        b.list("ValueInt", PhysicalType.INT64, Annotation.INT64, PLAIN);
                        b.list("ValueDouble", PhysicalType.DOUBLE, Annotation.NONE, PLAIN);
                        b.list("ValueBool", PhysicalType.BOOLEAN, Annotation.NONE, PLAIN);
                    }
                    unbounded("ValueUnsupported", OPTIONAL, DELTA_LENGTH_BYTE_ARRAY);
                });
    }

    /**
     * Text without bounds: pages of generic attributes hold values of many keys, so their bounds
     * never leave a page out.
     */
    private void unbounded(String name, Repetition repetition, Encoding encoding) {
        b.leaf(name, repetition, PhysicalType.BYTE_ARRAY, Annotation.STRING, encoding, false);
    }

    private void attributes3() {
        b.list(
                "Attrs",
                () -> {
                    b.text("Key", REQUIRED, DICTIONARY);
                    b.text("Value", OPTIONAL, DICTIONARY);
                    plain("ValueInt", OPTIONAL, PhysicalType.INT64, Annotation.INT64);
                    plain("ValueDouble", OPTIONAL, PhysicalType.DOUBLE, Annotation.NONE);
                    plain("ValueBool", OPTIONAL, PhysicalType.BOOLEAN, Annotation.NONE);
                    b.text("ValueKVList", OPTIONAL, DELTA_LENGTH_BYTE_ARRAY);
                    b.text("ValueArray", OPTIONAL, DELTA_LENGTH_BYTE_ARRAY);
                });
    }

    private void fixed(AttributeScope scope) {
        for (FixedColumn column : FixedColumn.values()) {
            if (column.scope == scope) {
                switch (column.type) {
                    case STRING -> b.text(column.columnName, OPTIONAL, DICTIONARY);
                    case INT ->
                            plain(
                                    column.columnName,
                                    OPTIONAL,
                                    PhysicalType.INT64,
                                    Annotation.INT64);
                }
            }
        }
    }

    private void dedicated(AttributeScope scope) {
        switch (version) {
            case VPARQUET3, VPARQUET4 ->
                    b.group(
                            "DedicatedAttributes",
                            () -> {
                                int spare = version.dedicatedCapacity(Type.STRING);
                                for (int slot = 0; slot < spare; slot++) {
                                    String name = spareName(Type.STRING, slot);
                                    b.text(name, OPTIONAL, DICTIONARY);
                                }
                            });
            case VPARQUET5 -> {
                if (hasColumn(scope)) {
                    b.group(
                            "DedicatedAttributes",
                            () -> {
                                spare(scope, Type.STRING);
                                spare(scope, Type.INT);
                            });
                }
            }
        }
    }

    private boolean hasColumn(AttributeScope scope) {
        for (int i = 0; i < slots.length; i++) {
            if (slots[i] >= 0 && dedicated.get(i).scope() == scope) {
                return true;
            }
        }
        return false;
    }

    private void spare(AttributeScope scope, Type type) {
        for (int i = 0; i < slots.length; i++) {
            DedicatedColumn column = dedicated.get(i);
            if (slots[i] >= 0 && column.scope() == scope && column.type() == type) {
                String name = spareName(type, slots[i]);
                switch (type) {
                    case STRING ->
                            b.leaf(
                                    name,
                                    REPEATED,
                                    PhysicalType.BYTE_ARRAY,
                                    Annotation.STRING,
                                    column.isBlob() ? DELTA_LENGTH_BYTE_ARRAY : DICTIONARY,
                                    !column.isBlob());
                    case INT -> plain(name, REPEATED, PhysicalType.INT64, Annotation.INT64);
                }
            }
        }
    }

    /** A group that occurs any number of times, as the version nests it. */
    private void groups(String name, Runnable children) {
        switch (version) {
            case VPARQUET3, VPARQUET4 -> b.list(name, children);
            case VPARQUET5 -> b.repeated(name, children);
        }
    }

    private void dropped(String name) {
        b.delta(name, Annotation.INT32);
    }

    private void plain(
            String name, Repetition repetition, PhysicalType type, Annotation annotation) {
        b.leaf(name, repetition, type, annotation, PLAIN);
    }
}
