package io.tempo.core.storage.s3;

import io.tempo.core.storage.NoSuchObjectException;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * Makes of the SDK's exceptions those of an object store: which object, what S3 said. S3 answers
 * with the name of what is wrong, never with a secret, and neither does the SDK.
 */
final class S3Failures {

    private static final int NOT_FOUND = 404;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final String bucket;
    private final String prefix;
    private final String endpoint;

    S3Failures(String bucket, String prefix, String endpoint) {
        this.bucket = bucket;
        this.prefix = prefix;
        this.endpoint = endpoint;
    }

    /**
     * @param what was tried: "read", "write"
     * @param key as this store's callers know it
     */
    IOException of(String what, String key, SdkException e) {
        if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted =
                    new InterruptedIOException("interrupted: " + message(what, key));
            interrupted.initCause(e);
            return interrupted;
        }
        if (isMissing(e)) {
            return new NoSuchObjectException(key, e);
        }
        return new IOException(message(what, key) + ": " + reason(e), e);
    }

    /** Whether an object, and not a bucket, is not there. */
    static boolean isMissing(SdkException e) {
        return e instanceof AwsServiceException s
                && s.statusCode() == NOT_FOUND
                && !code(s).equals("NoSuchBucket")
                && !code(s).equals("NoSuchUpload");
    }

    /** Whether an upload in parts has been ended, one way or the other. */
    static boolean isUploadGone(SdkException e) {
        return e instanceof AwsServiceException s && code(s).equals("NoSuchUpload");
    }

    private static String code(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    static boolean isBeyondEnd(SdkException e) {
        return e instanceof AwsServiceException s && s.statusCode() == RANGE_NOT_SATISFIABLE;
    }

    private String message(String what, String key) {
        return "cannot %s s3://%s/%s%s at %s".formatted(what, bucket, prefix, key, endpoint);
    }

    private static String reason(SdkException e) {
        if (!(e instanceof AwsServiceException s)) {
            return e.getMessage();
        }
        StringBuilder reason = new StringBuilder("status ").append(s.statusCode());
        if (!code(s).isEmpty()) {
            reason.append(' ').append(code(s));
        }
        AwsErrorDetails details = s.awsErrorDetails();
        if (details != null && details.errorMessage() != null) {
            reason.append(", ").append(details.errorMessage());
        }
        if (s.requestId() != null) {
            reason.append(", request ").append(s.requestId());
        }
        if (s.numAttempts() > 1) {
            reason.append(", after ").append(s.numAttempts()).append(" attempts");
        }
        return reason.toString();
    }
}
