package io.tempo.querier.frontend;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.tempo.querier.job.JobWork;

import java.util.List;

/** A report on a query as JSON: times in RFC 3339, durations in milliseconds, numbers as such. */
final class ReportJson {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final double NANOS_PER_MILLI = 1e6;

    private ReportJson() {}

    /**
     * The report.
     *
     * @param outline what the query does
     * @param settings what applies to it beside its text, in words
     */
    static ObjectNode of(QueryOutline outline, List<String> settings, QueryReport report) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("query", outline.text());
        ObjectNode plan = root.putObject("plan");
        texts(plan.putArray("stages"), outline.stages());
        texts(plan.putArray("conditions"), outline.conditions());
        texts(plan.putArray("settings"), settings);
        ObjectNode window = root.putObject("window");
        window.put("start", QueryReport.time(report.startNanos()));
        window.put("end", QueryReport.time(report.endNanos()));
        sources(root.putObject("sources"), report);
        jobs(root.putObject("jobs"), report);
        totals(root.putObject("totals"), report);
        return root;
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    private static void sources(ObjectNode node, QueryReport report) {
        QueryReport.Data data = report.data();
        node.put("liveParts", data.liveParts());
        node.put("localBlocks", data.localBlocks());
        node.put("storedBlocks", data.storedBlocks());
        node.put("storedBytes", data.storedBytes());
        node.put("storedBlocksThatRecentDataCovers", data.coveredBlocks());
        node.put("outsideWindow", report.leftOutCount());
        ArrayNode leftOut = node.putArray("leftOut");
        for (QueryReport.LeftOut place : report.leftOut()) {
            leftOut.addObject()
                    .put("place", place.place())
                    .put("kind", place.kind())
                    .put("reason", place.reason());
        }
        node.put("leftOutNotShown", report.leftOutCount() - report.leftOut().size());
        if (!data.damaged().isEmpty()) {
            texts(node.putArray("damaged"), data.damaged());
        }
    }

    private static void jobs(ObjectNode node, QueryReport report) {
        ArrayNode places = node.putArray("places");
        report.places().forEach(place -> place(places.addObject(), place));
        if (report.others().jobs() > 0) {
            place(node.putObject("others"), report.others());
        }
    }

    private static void place(ObjectNode node, QueryReport.Place place) {
        node.put("place", place.name());
        if (!place.kind().isEmpty()) {
            node.put("kind", place.kind());
        }
        node.put("jobs", place.jobs());
        if (place.skipped() > 0) {
            node.put("skipped", place.skipped());
            node.put("reason", place.reason());
        }
        work(node, place.work());
        node.put("milliseconds", place.work().nanos() / NANOS_PER_MILLI);
        if (!place.unreadable().isEmpty()) {
            texts(node.putArray("unreadable"), place.unreadable());
        }
    }

    private static void work(ObjectNode node, JobWork work) {
        node.put("rowGroups", work.rowGroups());
        node.put("bytes", work.bytes());
        node.put("traces", work.traces());
        node.put("spans", work.spans());
    }

    private static void totals(ObjectNode node, QueryReport report) {
        QueryWork work = report.work();
        node.put("jobs", work.jobs());
        node.put("completedJobs", work.completedJobs());
        work(node, work.work());
        node.put("queueMilliseconds", report.queuedNanos() / NANOS_PER_MILLI);
        node.put("querierMilliseconds", work.work().nanos() / NANOS_PER_MILLI);
        node.put("milliseconds", report.elapsedNanos() / NANOS_PER_MILLI);
        long nanos = Math.max(1, report.elapsedNanos());
        node.put("spansPerSecond", Math.round(work.work().spans() * 1e9 / nanos));
    }
}
