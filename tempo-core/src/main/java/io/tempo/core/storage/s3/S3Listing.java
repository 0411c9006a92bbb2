package io.tempo.core.storage.s3;

import io.tempo.core.storage.Concurrently;
import io.tempo.core.storage.ObjectInfo;

import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Lists a bucket, whose answers have 1000 names at most. What the first answer has not is asked for
 * in ranges of names, side by side, as many as configured: cut where the ids of blocks, which are
 * random, have equal shares, and right for any other names as well.
 */
final class S3Listing {

    private final S3Bucket bucket;
    private final int concurrency;

    /** Names after {@code after}, up to and including {@code last}; null for no end. */
    private record Range(String after, String last) {}

    S3Listing(S3Bucket bucket, int concurrency) {
        this.bucket = bucket;
        this.concurrency = concurrency;
    }

    /** Fails if the bucket cannot be listed. */
    void check() throws IOException {
        bucket.list("", r -> r.maxKeys(1));
    }

    List<ObjectInfo> objects(String prefix) throws IOException {
        List<ObjectInfo> found = new ArrayList<>();
        ListObjectsV2Response first = bucket.list(prefix, r -> {});
        add(first, null, found);
        if (first.isTruncated() && !first.contents().isEmpty()) {
            String last = first.contents().getLast().key();
            Concurrently.forEach(
                    ranges(bucket.full(prefix), last),
                    concurrency,
                    range -> {
                        List<ObjectInfo> inRange = objects(prefix, range);
                        synchronized (found) {
                            found.addAll(inRange);
                        }
                    });
            found.sort(Comparator.comparing(ObjectInfo::key));
        }
        return found;
    }

    private List<ObjectInfo> objects(String prefix, Range range) throws IOException {
        List<ObjectInfo> found = new ArrayList<>();
        ListObjectsV2Response page = bucket.list(prefix, r -> r.startAfter(range.after));
        while (add(page, range.last, found) && page.isTruncated()) {
            String next = page.nextContinuationToken();
            page = bucket.list(prefix, r -> r.continuationToken(next));
        }
        return found;
    }

    /** Whether all names of a page are in the range, so that the next page may have more. */
    private boolean add(ListObjectsV2Response page, String last, List<ObjectInfo> found) {
        for (S3Object object : page.contents()) {
            if (last != null && object.key().compareTo(last) > 0) {
                return false;
            }
            // Some tools mark folders by empty objects.
            if (!object.key().endsWith("/")) {
                found.add(
                        new ObjectInfo(
                                bucket.key(object.key()), object.size(), object.lastModified()));
            }
        }
        return true;
    }

    /** Everything after a name, in ranges. */
    private List<Range> ranges(String prefix, String after) {
        List<Range> ranges = new ArrayList<>();
        String from = after;
        for (int i = 1; i < concurrency; i++) {
            long bits = Long.divideUnsigned(-1L, concurrency) * i;
            String hex = "%016x".formatted(bits);
            String boundary = prefix + hex.substring(0, 8) + '-' + hex.substring(8, 12);
            if (boundary.compareTo(from) > 0) {
                ranges.add(new Range(from, boundary));
                from = boundary;
            }
        }
        ranges.add(new Range(from, null));
        return ranges;
    }

    List<String> folders(String prefix) throws IOException {
        TreeSet<String> folders = new TreeSet<>();
        int from = bucket.full(prefix).length();
        ListObjectsV2Response page = bucket.list(prefix, r -> r.delimiter("/"));
        while (true) {
            for (CommonPrefix folder : page.commonPrefixes()) {
                String name = folder.prefix().substring(from, folder.prefix().length() - 1);
                if (!name.isEmpty()) {
                    folders.add(name);
                }
            }
            if (!page.isTruncated()) {
                return List.copyOf(folders);
            }
            String next = page.nextContinuationToken();
            page = bucket.list(prefix, r -> r.delimiter("/").continuationToken(next));
        }
    }
}
