package io.tempo.querier.remote;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;

import io.opentelemetry.proto.trace.v1.TracesData;
import io.tempo.core.jobs.JobDone;
import io.tempo.core.jobs.JobWorkMessage;
import io.tempo.core.jobs.NamesAnswer;
import io.tempo.core.jobs.PartsAnswer;
import io.tempo.core.jobs.TracesAnswer;
import io.tempo.core.jobs.ValuesAnswer;
import io.tempo.core.model.AttributeScope;
import io.tempo.core.search.TraceMatch;
import io.tempo.core.search.TypedValue;
import io.tempo.core.tempopb.SearchTagsV2Scope;
import io.tempo.core.traceql.metrics.PartialSeries;
import io.tempo.querier.job.Answer;
import io.tempo.querier.job.Job;
import io.tempo.querier.job.JobResult;
import io.tempo.querier.job.JobWork;
import io.tempo.querier.job.SeriesTask;
import io.tempo.querier.job.TracePart;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Results of jobs as messages. */
final class AnswerCodec {

    private AnswerCodec() {}

    /** A result as message, its job's id not set. */
    static JobDone.Builder encode(JobResult result) {
        JobWork work = result.work();
        JobDone.Builder done =
                JobDone.newBuilder()
                        .setWork(
                                JobWorkMessage.newBuilder()
                                        .setTraces(work.traces())
                                        .setSpans(work.spans())
                                        .setBytes(work.bytes())
                                        .setRowGroups(work.rowGroups())
                                        .setNanos(work.nanos())
                                        .addAllUnreadable(work.unreadable()));
        switch (result.answer()) {
            case Answer.Traces traces -> done.setTraces(traces(traces));
            case Answer.Names names -> done.setNames(names(names));
            case Answer.Values values -> {
                ValuesAnswer.Builder list = ValuesAnswer.newBuilder();
                values.values().forEach(value -> list.addValues(value.toProto()));
                done.setValues(list);
            }
            case Answer.Series series ->
                    done.setSeries(ByteString.copyFrom(series.series().toBytes()));
            case Answer.Parts parts -> done.setParts(parts(parts));
        }
        return done;
    }

    private static TracesAnswer traces(Answer.Traces traces) {
        TracesAnswer.Builder list = TracesAnswer.newBuilder();
        for (TraceMatch match : traces.traces()) {
            list.addMatches(
                    TracesAnswer.Match.newBuilder()
                            .setTrace(match.toProto(true))
                            .setDurationNanos(match.durationNanos()));
        }
        return list.build();
    }

    private static NamesAnswer names(Answer.Names names) {
        NamesAnswer.Builder list = NamesAnswer.newBuilder();
        names.names()
                .forEach(
                        (scope, keys) ->
                                list.addScopes(
                                        SearchTagsV2Scope.newBuilder()
                                                .setName(JobCodec.name(scope))
                                                .addAllTags(keys)));
        return list.build();
    }

    private static PartsAnswer parts(Answer.Parts parts) {
        PartsAnswer.Builder list = PartsAnswer.newBuilder();
        for (TracePart part : parts.parts()) {
            PartsAnswer.Part.Builder message =
                    PartsAnswer.Part.newBuilder()
                            .setId(ByteString.copyFrom(part.id().toBytes()))
                            .setPlace(part.place().toString())
                            .addAllIntegerSpanKeys(part.integerSpanKeys());
            part.spans().ifPresent(spans -> message.setSpans(spans.toByteString()));
            list.addParts(message);
        }
        return list.build();
    }

    /**
     * The result that a message is.
     *
     * @throws IllegalArgumentException if it is none of the job's
     */
    static JobResult decode(JobDone done, Job job) {
        JobWorkMessage work = done.getWork();
        return new JobResult(
                answer(done, job),
                new JobWork(
                        work.getTraces(),
                        work.getSpans(),
                        work.getBytes(),
                        work.getRowGroups(),
                        work.getNanos(),
                        work.getUnreadableList()));
    }

    private static Answer answer(JobDone done, Job job) {
        return switch (done.getAnswerCase()) {
            case TRACES -> {
                List<TraceMatch> matches = new ArrayList<>();
                for (TracesAnswer.Match match : done.getTraces().getMatchesList()) {
                    matches.add(
                            TraceMatch.fromProto(match.getTrace())
                                    .withDuration(match.getDurationNanos()));
                }
                yield new Answer.Traces(matches);
            }
            case NAMES -> {
                Map<AttributeScope, List<String>> names = new EnumMap<>(AttributeScope.class);
                for (SearchTagsV2Scope scope : done.getNames().getScopesList()) {
                    names.put(JobCodec.scope(scope.getName()), scope.getTagsList());
                }
                yield new Answer.Names(names);
            }
            case VALUES ->
                    new Answer.Values(
                            done.getValues().getValuesList().stream()
                                    .map(value -> new TypedValue(value.getType(), value.getValue()))
                                    .toList());
            case SERIES -> {
                if (!(job.task() instanceof SeriesTask task)) {
                    throw new IllegalArgumentException("series that nobody asked for");
                }
                yield new Answer.Series(
                        PartialSeries.fromBytes(task.plan(), done.getSeries().toByteArray()));
            }
            case PARTS -> parts(done.getParts());
            case ANSWER_NOT_SET -> throw new IllegalArgumentException("a result without an answer");
        };
    }

    private static Answer.Parts parts(PartsAnswer message) {
        List<TracePart> parts = new ArrayList<>();
        for (PartsAnswer.Part part : message.getPartsList()) {
            parts.add(
                    new TracePart(
                            JobCodec.id(part.getId()),
                            UUID.fromString(part.getPlace()),
                            part.hasSpans()
                                    ? Optional.of(spans(part.getSpans()))
                                    : Optional.empty(),
                            Set.copyOf(part.getIntegerSpanKeysList())));
        }
        return new Answer.Parts(parts);
    }

    private static TracesData spans(ByteString bytes) {
        try {
            return TracesData.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("spans that cannot be read: " + e.getMessage(), e);
        }
    }
}
