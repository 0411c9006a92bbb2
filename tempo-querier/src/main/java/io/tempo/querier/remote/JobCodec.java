package io.tempo.querier.remote;

import com.google.protobuf.ByteString;

import io.tempo.core.block.BlockMeta;
import io.tempo.core.block.BlockMetaJson;
import io.tempo.core.jobs.FindTracesMessage;
import io.tempo.core.jobs.JobMessage;
import io.tempo.core.jobs.SearchMessage;
import io.tempo.core.jobs.SeriesMessage;
import io.tempo.core.jobs.StoredBlockMessage;
import io.tempo.core.jobs.StoredBlocksMessage;
import io.tempo.core.jobs.TagNamesMessage;
import io.tempo.core.jobs.TagValuesMessage;
import io.tempo.core.jobs.Window;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.model.TenantId;
import io.tempo.core.model.TraceId;
import io.tempo.core.traceql.TraceQl;
import io.tempo.core.traceql.metrics.MetricsRequest;
import io.tempo.core.traceql.metrics.TimeAxis;
import io.tempo.querier.job.Job;
import io.tempo.querier.job.Scope;
import io.tempo.querier.job.SearchTask;
import io.tempo.querier.job.SeriesTask;
import io.tempo.querier.job.SpanFilter;
import io.tempo.querier.job.TagNamesTask;
import io.tempo.querier.job.TagValuesTask;
import io.tempo.querier.job.Task;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Jobs as messages. */
final class JobCodec {

    private JobCodec() {}

    /**
     * A job as message.
     *
     * @throws IllegalArgumentException if the job looks at recent data, which is in this process
     */
    static JobMessage encode(Job job) {
        JobMessage.Builder message = JobMessage.newBuilder().setTenant(job.tenant().value());
        switch (job.task()) {
            case SearchTask task -> message.setSearch(search(task));
            case SeriesTask task -> message.setSeries(series(task));
            case TagNamesTask task -> message.setNames(names(task));
            case TagValuesTask task -> message.setValues(values(task));
            case Task.OfTraces task -> message.setTraces(traces(task));
        }
        switch (job.scope()) {
            case Scope.StoredBlock stored ->
                    message.setBlock(
                            StoredBlockMessage.newBuilder()
                                    .setMeta(meta(stored.meta()))
                                    .setFromRowGroup(stored.fromRowGroup())
                                    .setToRowGroup(stored.toRowGroup()));
            case Scope.Places places when places.recent().isEmpty() -> {
                StoredBlocksMessage.Builder blocks = StoredBlocksMessage.newBuilder();
                places.blocks().forEach(meta -> blocks.addMetas(meta(meta)));
                message.setBlocks(blocks);
            }
            case Scope.Places places -> throw recent();
            case Scope.Live live -> throw recent();
            case Scope.LocalBlock local -> throw recent();
        }
        return message.build();
    }

    private static IllegalArgumentException recent() {
        return new IllegalArgumentException("recent data is asked for where it is");
    }

    private static ByteString meta(BlockMeta meta) {
        return ByteString.copyFrom(BlockMetaJson.write(meta));
    }

    private static Window window(Task.OfTables task) {
        return Window.newBuilder()
                .setStartNanos(task.startNanos())
                .setEndNanos(task.endNanos())
                .build();
    }

    private static SearchMessage search(SearchTask task) {
        SearchMessage.Builder search =
                SearchMessage.newBuilder()
                        .setWindow(window(task))
                        .setLimit(task.limits().traces())
                        .setSpansPerSpanSet(task.limits().spansPerSpanSet())
                        .setMaxBytes(task.limits().maxBytes());
        switch (task.question()) {
            case SearchTask.Question.TraceQlQuery query -> search.setQuery(query.text());
            case SearchTask.Question.Tags tags ->
                    search.putAllTags(tags.tags())
                            .setMinNanos(tags.minNanos())
                            .setMaxNanos(tags.maxNanos());
        }
        return search.build();
    }

    private static SeriesMessage series(SeriesTask task) {
        MetricsRequest request = task.plan().request();
        return SeriesMessage.newBuilder()
                .setQuery(task.query())
                .setStartNanos(request.axis().startNanos())
                .setEndNanos(request.axis().endNanos())
                .setStepNanos(request.axis().stepNanos())
                .setInstant(request.instant())
                .setMaxExemplars(request.maxExemplars())
                .setMaxBytes(request.maxBytes())
                .build();
    }

    private static TagNamesMessage names(TagNamesTask task) {
        TagNamesMessage.Builder names =
                TagNamesMessage.newBuilder()
                        .setWindow(window(task))
                        .setFilter(task.filter().text())
                        .setLimitPerScope(task.limitPerScope())
                        .setMaxBytes(task.maxBytes());
        task.scopes().forEach(scope -> names.addScopes(name(scope)));
        return names.build();
    }

    private static TagValuesMessage values(TagValuesTask task) {
        return TagValuesMessage.newBuilder()
                .setWindow(window(task))
                .setField(task.field().text())
                .setFilter(task.filter().text())
                .setLimit(task.limit())
                .setMaxBytes(task.maxBytes())
                .build();
    }

    private static FindTracesMessage traces(Task.OfTraces task) {
        FindTracesMessage.Builder traces =
                FindTracesMessage.newBuilder().setWithSpans(task.withSpans());
        task.ids().forEach(id -> traces.addIds(ByteString.copyFrom(id.toBytes())));
        return traces.build();
    }

    static String name(AttributeScope scope) {
        return scope.name().toLowerCase(Locale.ROOT);
    }

    /** The scope of a name that {@link #name} gave. */
    static AttributeScope scope(String name) {
        return AttributeScope.valueOf(name.toUpperCase(Locale.ROOT));
    }

    /**
     * The job that a message is.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Job decode(JobMessage message) {
        return new Job(new TenantId(message.getTenant()), task(message), scope(message));
    }

    private static Task task(JobMessage message) {
        return switch (message.getTaskCase()) {
            case SEARCH -> search(message.getSearch());
            case SERIES -> series(message.getSeries());
            case NAMES -> names(message.getNames());
            case VALUES -> values(message.getValues());
            case TRACES -> {
                List<TraceId> ids = new ArrayList<>();
                for (ByteString id : message.getTraces().getIdsList()) {
                    ids.add(id(id));
                }
                yield new Task.OfTraces(ids, message.getTraces().getWithSpans());
            }
            case TASK_NOT_SET -> throw new IllegalArgumentException("a job without a task");
        };
    }

    static TraceId id(ByteString bytes) {
        if (bytes.size() != TraceId.BYTES) {
            throw new IllegalArgumentException(
                    "a trace id has " + TraceId.BYTES + " bytes, got " + bytes.size());
        }
        return TraceId.fromBytes(bytes.toByteArray(), 0);
    }

    private static SearchTask search(SearchMessage message) {
        return new SearchTask(
                message.getQuery().isEmpty()
                        ? new SearchTask.Question.Tags(
                                message.getTagsMap(), message.getMinNanos(), message.getMaxNanos())
                        : new SearchTask.Question.TraceQlQuery(message.getQuery()),
                new SearchTask.Limits(
                        message.getWindow().getStartNanos(),
                        message.getWindow().getEndNanos(),
                        message.getLimit(),
                        message.getSpansPerSpanSet(),
                        message.getMaxBytes()));
    }

    private static SeriesTask series(SeriesMessage message) {
        return new SeriesTask(
                message.getQuery(),
                new MetricsRequest(
                        new TimeAxis(
                                message.getStartNanos(),
                                message.getEndNanos(),
                                message.getStepNanos()),
                        message.getInstant(),
                        message.getMaxExemplars(),
                        message.getMaxBytes()));
    }

    private static TagNamesTask names(TagNamesMessage message) {
        Set<AttributeScope> scopes = EnumSet.noneOf(AttributeScope.class);
        message.getScopesList().forEach(name -> scopes.add(scope(name)));
        return new TagNamesTask(
                scopes,
                filter(message.getFilter()),
                message.getLimitPerScope(),
                message.getMaxBytes(),
                message.getWindow().getStartNanos(),
                message.getWindow().getEndNanos());
    }

    private static TagValuesTask values(TagValuesMessage message) {
        return new TagValuesTask(
                TraceQl.parseAttribute(message.getField()),
                filter(message.getFilter()),
                message.getLimit(),
                message.getMaxBytes(),
                message.getWindow().getStartNanos(),
                message.getWindow().getEndNanos());
    }

    /** The frontend has counted its conditions already. */
    private static SpanFilter filter(String text) {
        return text.isEmpty() ? SpanFilter.ALL : SpanFilter.of(text, Integer.MAX_VALUE);
    }

    private static Scope scope(JobMessage message) {
        return switch (message.getScopeCase()) {
            case BLOCK ->
                    new Scope.StoredBlock(
                            meta(message.getBlock().getMeta()),
                            message.getBlock().getFromRowGroup(),
                            message.getBlock().getToRowGroup());
            case BLOCKS ->
                    new Scope.Places(
                            List.of(),
                            message.getBlocks().getMetasList().stream()
                                    .map(JobCodec::meta)
                                    .toList());
            case SCOPE_NOT_SET -> throw new IllegalArgumentException("a job without a scope");
        };
    }

    private static BlockMeta meta(ByteString json) {
        try {
            return BlockMetaJson.read(json.toByteArray(), "the meta in a job");
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
