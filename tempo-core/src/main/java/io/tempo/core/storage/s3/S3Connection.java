package io.tempo.core.storage.s3;

import io.tempo.core.config.S3Config;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import javax.xml.stream.XMLStreamException;

/**
 * Makes a client of a configuration.
 *
 * <p>Over Apache's HTTP client, whose calls block, which virtual threads make cheap: it keeps as
 * many connections as there are reads at a time, where {@code HttpURLConnection} keeps five and
 * asks again by itself, unseen.
 */
final class S3Connection {

    /** More reads than these wait for one another; the poller alone makes fifty at a time. */
    private static final int MAX_CONNECTIONS = 256;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(60);

    private S3Connection() {}

    /**
     * @param silence how long a server may send nothing
     * @throws IOException if something in the configuration is not as it should be
     */
    static S3Client open(
            S3Config config, S3Endpoint endpoint, RequestMetrics metrics, Duration silence)
            throws IOException {
        AwsCredentialsProvider credentials = credentials(config);
        SdkHttpClient http = http(config, silence);
        try {
            Optional<String> region = endpoint.region().or(S3Connection::regionOfEnvironment);
            S3ClientBuilder builder =
                    S3Client.builder()
                            .httpClient(http)
                            .credentialsProvider(credentials)
                            .region(region.map(Region::of).orElse(Region.US_EAST_1))
                            .crossRegionAccessEnabled(
                                    region.isEmpty() && endpoint.override().isEmpty())
                            .forcePathStyle(endpoint.pathStyle())
                            .serviceConfiguration(
                                    S3Configuration.builder().chunkedEncodingEnabled(false).build())
                            // What only newer servers know is used only where S3 demands it.
                            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                            .overrideConfiguration(
                                    o ->
                                            o.retryStrategy(retries(config))
                                                    .addExecutionInterceptor(metrics));
            if (endpoint.override().isPresent()) {
                builder.endpointOverride(endpoint.override().get());
            } else {
                builder.dualstackEnabled(config.enableDualStack());
            }
            return builder.build();
        } catch (RuntimeException e) {
            http.close();
            throw e;
        }
    }

    private static SdkHttpClient http(S3Config config, Duration silence) throws IOException {
        Apache5HttpClient.Builder builder =
                Apache5HttpClient.builder()
                        .maxConnections(MAX_CONNECTIONS)
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .connectionAcquisitionTimeout(ACQUIRE_TIMEOUT)
                        .socketTimeout(silence)
                        .tcpKeepAlive(true);
        if (!config.insecure()) {
            S3Tls.strategy(config.tls()).ifPresent(builder::tlsSocketStrategy);
        }
        return builder.build();
    }

    private static AwsCredentialsProvider credentials(S3Config config) throws IOException {
        if (config.accessKey().isEmpty() && !config.secretKey().isSet()) {
            return DefaultCredentialsProvider.builder().build();
        }
        if (config.accessKey().isEmpty() || !config.secretKey().isSet()) {
            throw new IOException(
                    "storage.trace.s3: access_key and secret_key belong together, and only "
                            + (config.secretKey().isSet() ? "secret_key" : "access_key")
                            + " is set");
        }
        String secret = config.secretKey().value();
        AwsCredentials fixed =
                config.sessionToken().isSet()
                        ? AwsSessionCredentials.create(
                                config.accessKey(), secret, config.sessionToken().value())
                        : AwsBasicCredentials.create(config.accessKey(), secret);
        return StaticCredentialsProvider.create(fixed);
    }

    private static Optional<String> regionOfEnvironment() {
        try {
            return Optional.ofNullable(
                            new AwsRegionProviderChain(
                                            new SystemSettingsRegionProvider(),
                                            new AwsProfileRegionProvider())
                                    .getRegion())
                    .map(Region::id);
        } catch (SdkClientException none) {
            return Optional.empty();
        }
    }

    private static StandardRetryStrategy retries(S3Config config) {
        Duration first = atLeastAMilli(config.retryBackoffInitial());
        Duration most = atLeastAMilli(config.retryBackoffMax());
        BackoffStrategy wait =
                BackoffStrategy.exponentialDelay(first, most.compareTo(first) < 0 ? first : most);
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(Math.max(1, config.retryMaxAttempts()))
                .backoffStrategy(wait)
                .throttlingBackoffStrategy(wait)
                // The SDK takes an answer that was cut short for a malformed one.
                .retryOnExceptionOrCause(XMLStreamException.class)
                .build();
    }

    private static Duration atLeastAMilli(Duration wait) {
        return wait.toMillis() < 1 ? Duration.ofMillis(1) : wait;
    }
}
