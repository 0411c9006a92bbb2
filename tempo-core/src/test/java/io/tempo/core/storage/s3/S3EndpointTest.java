package io.tempo.core.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;

class S3EndpointTest {

    private static S3Endpoint of(String yaml) throws IOException {
        return S3Endpoint.of(TestBucket.config("{bucket: b, " + yaml + "}"));
    }

    @ParameterizedTest
    @CsvSource({
        "s3.amazonaws.com, ",
        "s3.eu-west-1.amazonaws.com, eu-west-1",
        "s3-us-gov-west-1.amazonaws.com, us-gov-west-1",
        "s3.dualstack.us-east-2.amazonaws.com, us-east-2",
        "s3.cn-north-1.amazonaws.com.cn, cn-north-1"
    })
    void amazonsServersAreLeftToTheSdk(String host, String region) throws IOException {
        S3Endpoint endpoint = of("endpoint: " + host);
        assertThat(endpoint.override()).isEmpty();
        assertThat(endpoint.region().orElse(null)).isEqualTo(region);
        assertThat(endpoint.pathStyle()).isFalse();
    }

    @Test
    void privateEndpointsTellTheirRegion() throws IOException {
        String host = "bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com";
        S3Endpoint endpoint = of("endpoint: " + host);
        assertThat(endpoint.override()).contains(URI.create("https://" + host));
        assertThat(endpoint.region()).contains("us-east-1");
        assertThat(endpoint.pathStyle()).isFalse();
    }

    @Test
    void otherServersHaveTheBucketInThePath() throws IOException {
        S3Endpoint endpoint = of("endpoint: 'minio:9000', insecure: true");
        assertThat(endpoint.override()).contains(URI.create("http://minio:9000"));
        assertThat(endpoint.region()).isEmpty();
        assertThat(endpoint.pathStyle()).isTrue();
        assertThat(of("endpoint: 'minio:9000', bucket_lookup_type: 1").pathStyle()).isFalse();
    }

    @Test
    void configurationHasTheLastWord() throws IOException {
        S3Endpoint endpoint =
                of("endpoint: s3.eu-west-1.amazonaws.com, region: x, forcepathstyle: true");
        assertThat(endpoint.region()).contains("x");
        assertThat(endpoint.pathStyle()).isTrue();
        assertThat(of("bucket_lookup_type: 2").pathStyle()).isTrue();
        assertThat(of("region: x").pathStyle()).isFalse();
        assertThat(of("region: x").override()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://minio:9000", "minio/path", "minio:port", "a b", "u@minio", "m?x"})
    void refusesWhatIsNoHost(String endpoint) {
        assertThatThrownBy(() -> of("endpoint: '" + endpoint + "'"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("storage.trace.s3.endpoint: expected host or host:port")
                .hasMessageContaining(endpoint);
    }
}
