package io.tempo.core.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A directory for what is not yet in blocks.
 *
 * @param ingestionTimeRangeSlack how far a span's time may lie from its arrival to count for the
 *     time range of its block
 */
public record WalConfig(Path path, Duration ingestionTimeRangeSlack) {

    static WalConfig of(Section s) {
        return new WalConfig(s.path("path"), s.duration("ingestion_time_range_slack"));
    }
}
