package io.tempo.core.storage.s3;

import io.tempo.core.config.S3Config;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the bucket is, and how it is named in requests.
 *
 * @param override the server, unless the SDK finds the one of the region
 * @param region of the bucket, where it is configured or can be told from the endpoint
 * @param pathStyle the bucket in the path instead of the host name
 * @param shown for people
 */
record S3Endpoint(
        Optional<URI> override, Optional<String> region, boolean pathStyle, String shown) {

    private static final int LOOKUP_HOST = 1;
    private static final int LOOKUP_PATH = 2;

    /** Amazon's own names of its servers, with or without a region. */
    private static final Pattern AWS =
            Pattern.compile(
                    "s3(?:\\.dualstack)?(?:[.-]([a-z]{2}(?:-[a-z]+)+-\\d))?\\.amazonaws\\.com(?:\\.cn)?");

    /** Other servers of Amazon: private endpoints, FIPS. */
    private static final Pattern AWS_OTHER =
            Pattern.compile(
                    ".*\\.([a-z]{2}(?:-[a-z]+)+-\\d)\\.(?:vpce\\.)?amazonaws\\.com(?:\\.cn)?");

    /**
     * @throws IOException if the configured endpoint is none
     */
    static S3Endpoint of(S3Config config) throws IOException {
        String endpoint = config.endpoint();
        Optional<String> region =
                config.region().isEmpty() ? Optional.empty() : Optional.of(config.region());
        if (endpoint.isEmpty()) {
            boolean path = config.forcePathStyle() || config.bucketLookupType() == LOOKUP_PATH;
            return new S3Endpoint(Optional.empty(), region, path, "Amazon S3");
        }
        URI uri = uri(endpoint, config.insecure());
        Matcher aws = AWS.matcher(uri.getHost());
        Matcher other = AWS_OTHER.matcher(uri.getHost());
        boolean isAws = aws.matches();
        boolean isOther = other.matches();
        if (region.isEmpty() && isAws) {
            region = Optional.ofNullable(aws.group(1));
        } else if (region.isEmpty() && isOther) {
            region = Optional.of(other.group(1));
        }
        boolean pathStyle =
                config.forcePathStyle()
                        || config.bucketLookupType() == LOOKUP_PATH
                        || config.bucketLookupType() != LOOKUP_HOST && !isAws && !isOther;
        // The SDK knows these itself, and follows a bucket to its region only there.
        boolean known = isAws && uri.getPort() < 0 && !config.insecure();
        return new S3Endpoint(
                known ? Optional.empty() : Optional.of(uri), region, pathStyle, endpoint);
    }

    private static URI uri(String endpoint, boolean insecure) throws IOException {
        try {
            URI uri = new URI((insecure ? "http://" : "https://") + endpoint);
            if (uri.getHost() != null
                    && uri.getPath().isEmpty()
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw wrong(endpoint, e);
        }
        throw wrong(endpoint, null);
    }

    private static IOException wrong(String endpoint, Throwable cause) {
        return new IOException(
                "storage.trace.s3.endpoint: expected host or host:port without a scheme or path,"
                        + " found '"
                        + endpoint
                        + "'",
                cause);
    }
}
