package io.tempo.core.storage.s3;

import io.tempo.core.testing.S3TestServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** Against MinIO, where Docker runs. */
@EnabledIf("dockerRuns")
class MinioObjectStoreTest extends S3ObjectStoreContract {

    private static final int PORT = 9000;

    private static GenericContainer<?> minio;
    private static S3TestServer server;

    static boolean dockerRuns() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @BeforeAll
    static void start() {
        minio =
                new GenericContainer<>("minio/minio:RELEASE.2025-09-07T16-13-09Z")
                        .withExposedPorts(PORT)
                        .withEnv("MINIO_ROOT_USER", S3TestServer.ACCESS_KEY)
                        .withEnv("MINIO_ROOT_PASSWORD", S3TestServer.SECRET_KEY)
                        .withCommand("server", "/data")
                        .waitingFor(Wait.forHttp("/minio/health/ready").forPort(PORT));
        minio.start();
        server = S3TestServer.at(minio.getMappedPort(PORT));
    }

    @AfterAll
    static void stop() {
        minio.stop();
    }

    @Override
    S3TestServer server() {
        return server;
    }
}
