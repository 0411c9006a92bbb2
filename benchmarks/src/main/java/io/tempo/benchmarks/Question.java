package io.tempo.benchmarks;

import io.tempo.core.columns.TraceTable;
import io.tempo.core.search.SearchExecutor;
import io.tempo.core.search.SearchRequest;
import io.tempo.core.search.SearchStats;
import io.tempo.core.search.TopTraces;
import io.tempo.core.traceql.TraceQl;

/** A query that can be asked of many tables, again and again. */
interface Question {

    /** As it is written. */
    String query();

    /** Begins to answer it. */
    Answer ask();

    /** One answer, while it is being made; tables come from several threads. */
    interface Answer {

        void add(TraceTable table);

        /** How many traces (of a search) or series (of metrics) it has; called last. */
        int size();
    }

    /** A search that keeps more traces than there are matches, so that none ends it early. */
    record Search(String query, SearchExecutor executor) implements Question {

        private static final int MOST_TRACES = 100_000;
        private static final SearchRequest REQUEST = new SearchRequest(0, 0, 3, () -> false);

        static Search of(String query) {
            return new Search(query, SearchExecutor.of(TraceQl.parseAndValidate(query)));
        }

        @Override
        public Answer ask() {
            TopTraces top = new TopTraces(MOST_TRACES);
            SearchStats stats = new SearchStats();
            return new Answer() {
                @Override
                public void add(TraceTable table) {
                    executor.evaluate(table, REQUEST, top, stats);
                }

                @Override
                public int size() {
                    return top.results().size();
                }
            };
        }
    }
}
