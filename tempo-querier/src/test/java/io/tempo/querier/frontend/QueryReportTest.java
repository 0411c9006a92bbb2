package io.tempo.querier.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.model.TenantId;
import io.tempo.core.search.TraceMatch;
import io.tempo.core.search.TraceOrder;
import io.tempo.core.traceql.TraceQl;
import io.tempo.querier.Querier;
import io.tempo.querier.job.Job;
import io.tempo.querier.job.JobWork;
import io.tempo.querier.job.Scope;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** What is reported of queries, and in which order they answer, over ten stored blocks. */
@Timeout(60)
final class QueryReportTest {

    private static SearchAnswer search(
            FrontendKit kit, String text, int limit, Explanation explanation)
            throws InterruptedException {
        QueryContext query =
                new QueryContext(
                        List.of(TenantId.SINGLE_TENANT),
                        QueryContext.Operation.SEARCH,
                        text,
                        new AtomicBoolean()::get,
                        Duration.ZERO,
                        explanation);
        return kit.frontend.search(
                query, FrontendKit.search(text, limit), PartialAnswers.unwanted());
    }

    private static JsonNode json(QueryReport report) {
        return ReportJson.of(QueryOutline.of(TraceQl.parse("{ }")), List.of(), report);
    }

    @Test
    void everyBlockIsLookedAtOrSaidWhyNot() throws Exception {
        FrontendKit kit = new FrontendKit();
        try (LocalWorkers workers = new LocalWorkers(kit.queue, new Querier(kit.store), 1);
                JobQueue queue = kit.queue) {
            QueryReport report = new QueryReport(0, Long.MAX_VALUE);
            SearchAnswer answer = search(kit, "{ }", 1, report);
            JsonNode json = json(report);
            int skipped = 0;
            long spans = 0;
            int blocks = 0;
            for (JsonNode place : json.path("jobs").path("places")) {
                if (!place.path("kind").asText().equals("stored block")) {
                    continue;
                }
                blocks++;
                spans += place.path("spans").asLong();
                if (place.path("skipped").asInt() > 0) {
                    skipped++;
                    assertThat(place.path("reason").asText()).contains("newer data");
                }
            }
            assertThat(blocks).isEqualTo(FrontendKit.BLOCKS);
            assertThat(skipped).isPositive();
            assertThat(spans).isPositive().isEqualTo(answer.work().work().spans());
            assertThat(json.path("sources").path("storedBlocks").asInt())
                    .isEqualTo(FrontendKit.BLOCKS);
            assertThat(json.path("totals").path("querierMilliseconds").asDouble()).isPositive();
        }
    }

    @Test
    void manyPlacesAreSummedUp() throws Exception {
        FrontendKit kit = new FrontendKit();
        BlockMeta meta = kit.blocks.blocks(TenantId.SINGLE_TENANT).live().getFirst();
        QueryReport report = new QueryReport(0, 10);
        JobWork work = new JobWork(1, 10, 100, 1, 1_000, List.of());
        int places = 5_000;
        for (int i = 0; i < places; i++) {
            for (int rowGroup = 0; rowGroup < 3; rowGroup++) {
                PlannedJob job =
                        new PlannedJob(
                                new Job(
                                        TenantId.SINGLE_TENANT,
                                        FrontendKit.search("{ }", 1),
                                        new Scope.StoredBlock(meta, rowGroup, rowGroup + 1)),
                                "block " + i,
                                rowGroup,
                                0,
                                10,
                                100);
                if (rowGroup == 2) {
                    report.skipped(job, "enough");
                } else {
                    report.done(job, work);
                }
            }
        }
        report.ended(FrontendKit.query(), new QueryWork(15_000, 15_000, places, 1, work));
        JsonNode jobs = json(report).path("jobs");
        assertThat(jobs.path("places")).hasSize(QueryReport.MAX_PLACES);
        JsonNode one = jobs.path("places").path(7);
        assertThat(one.path("jobs").asInt()).isEqualTo(3);
        assertThat(one.path("skipped").asInt()).isEqualTo(1);
        assertThat(one.path("spans").asInt()).isEqualTo(20);
        JsonNode others = jobs.path("others");
        assertThat(others.path("jobs").asInt()).isEqualTo(3 * (places - QueryReport.MAX_PLACES));
        assertThat(others.path("bytes").asInt()).isEqualTo(200 * (places - QueryReport.MAX_PLACES));
    }

    @Test
    void theLongestTracesAreThoseOfAllBlocks() throws Exception {
        FrontendKit kit = new FrontendKit();
        try (LocalWorkers workers = new LocalWorkers(kit.queue, new Querier(kit.store), 2);
                JobQueue queue = kit.queue) {
            for (String filter : new String[] {"{ }", "{ status = error }"}) {
                List<TraceMatch> all =
                        new ArrayList<>(search(kit, filter, 10_000, Explanation.NONE).traces());
                all.sort(TraceOrder.LONGEST.comparator());
                for (int limit : new int[] {1, 7, 50, 1_000}) {
                    List<TraceMatch> longest =
                            search(
                                            kit,
                                            filter + " with (order=\"duration\")",
                                            limit,
                                            Explanation.NONE)
                                    .traces();
                    assertThat(longest)
                            .extracting(TraceMatch::traceId)
                            .containsExactlyElementsOf(
                                    all.stream().limit(limit).map(TraceMatch::traceId).toList());
                }
            }
        }
    }
}
