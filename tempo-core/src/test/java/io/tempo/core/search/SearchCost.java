package io.tempo.core.search;

import io.tempo.core.block.BlockReader;
import io.tempo.core.otlp.LoadShape;
import io.tempo.core.testing.LoadBlocks;
import io.tempo.core.traceql.engine.Dialect;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/**
 * What typical searches over blocks of the load generator's spans cost, in one thread: a program,
 * not a test. Arguments: a folder, filled with blocks when it does not exist; spans in thousands
 * for each of them (250); how many blocks (4); the most traces of a result (10000000); rounds (5).
 */
final class SearchCost {

    private static final long START = 1_767_225_600_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private static final List<String> QUERIES =
            List.of(
                    "{ span.request.id = \"%s\" }",
                    "{ span.enduser.id = \"user-0000042\" }",
                    "{ resource.service.name = \"payment\" && status = error }",
                    "{ span.url.path =~ \"/api/v1/orders/.*\" && kind = client }",
                    "{ span.http.request.method = \"POST\" && span.http.response.status_code >= 500"
                            + " }",
                    "{ .k8s.namespace.name = \"shop\" && .db.system.name = \"redis\" && duration >"
                            + " 100ms }",
                    "{ span.request.id =~ \".*dead.*beef.*\" }",
                    "{ resource.service.name = \"auth\" } >> { status = error && kind = client }",
                    "{ status = error } | by(resource.service.name) | count() > 1",
                    "{ resource.service.name = \"search\" } | avg(duration) > 100ms",
                    "{ event:name = \"exception\" && event.exception.message =~ \".*orders.*\" }",
                    "{ span.app.load.ratio > 0.999 || span.http.request.body.size = 128 }",
                    "{ name =~ `(?i)get .*(cart|orders)` && span.app.cache.hit }",
                    "{ span.nothing = 1 }",
                    "{ }");

    private SearchCost() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int thousands = args.length > 1 ? Integer.parseInt(args[1]) : 250;
        int blocks = args.length > 2 ? Integer.parseInt(args[2]) : 4;
        int limit = args.length > 3 ? Integer.parseInt(args[3]) : 10_000_000;
        int rounds = args.length > 4 ? Integer.parseInt(args[4]) : 5;
        String only = args.length > 5 ? args[5] : "";
        List<BlockReader> readers = LoadBlocks.open(folder, thousands, blocks);
        String id = someRequestId();
        long total = 0;
        for (String template : QUERIES) {
            if (!template.contains(only)) {
                continue;
            }
            String query = template.replace("%s", id);
            long best = Long.MAX_VALUE;
            long first = 0;
            TopTraces result = null;
            SearchStats stats = null;
            for (int round = 0; round < rounds; round++) {
                long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                result = new TopTraces(limit);
                stats = new SearchStats();
                SearchExecutor executor = Searches.executor(query, Dialect.REFERENCE);
                SearchRequest request =
                        new SearchRequest(START, START + 1_000_000 * SECOND, 3, () -> false);
                for (BlockReader reader : readers) {
                    for (int g = 0; g < reader.rowGroupCount(); g++) {
                        executor.evaluate(reader.table(g), request, result, stats);
                    }
                }
                long took = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
                first = round == 0 ? took : first;
                best = Math.min(best, took);
            }
            total += best;
            System.out.printf(
                    "%7.1f ms (first %7.1f) %8d traces %7.1f MB  %s%n",
                    best / 1e6, first / 1e6, result.size(), stats.inspectedBytes() / 1e6, query);
        }
        System.out.printf("%7.1f ms%n", total / 1e6);
    }

    private static String someRequestId() throws Exception {
        byte[] request = new LoadShape(1).request(17, START);
        String text = new String(request, java.nio.charset.StandardCharsets.ISO_8859_1);
        int at = text.indexOf("request.id") + "request.id".length();
        at += 4;
        return text.substring(at, at + 32);
    }
}
