package io.tempo.core.traceql.metrics;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.traceql.engine.TableEvaluation;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What some tables contribute to the series of one {@link MetricsUnit}. For one thread. */
abstract sealed class UnitSeries permits GroupedSeries, ComparedSeries {

    /** Adds what a table contributes; only one table is ever added this way, to nothing. */
    abstract void evaluate(TraceTable table, TableEvaluation evaluation, BooleanSupplier cancelled);

    /** Adds what other tables contribute to the same unit. */
    abstract void add(UnitSeries other);

    /** How many series there are so far. */
    abstract int size();

    /** The series, when all is added up. Changes nothing. */
    abstract List<PointSeries> finish();

    abstract void write(CodedOutputStream out) throws IOException;

    /** Reads what {@link #write} wrote into nothing. */
    abstract void read(CodedInputStream in) throws IOException;
}
