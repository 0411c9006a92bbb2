package io.tempo.core.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tempo.core.testing.S3Faults;
import io.tempo.core.testing.S3TestServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/** TLS in front of the test server, with a certificate for another name that nobody else knows. */
class S3TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir private static Path folder;
    private static KeyStore keys;

    private S3Faults server;
    private SSLServerSocket socket;
    private String bucket;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = folder.resolve("keys.p12");
        Process keytool =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                                .toString(),
                                        "-genkeypair",
                                        "-alias",
                                        "test",
                                        "-keyalg",
                                        "EC",
                                        "-dname",
                                        "CN=test",
                                        "-ext",
                                        "san=dns:bucket.test",
                                        "-validity",
                                        "2",
                                        "-storetype",
                                        "PKCS12",
                                        "-keystore",
                                        store.toString(),
                                        "-storepass",
                                        new String(PASSWORD)))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
        assertThat(keytool.waitFor()).as(said).isZero();
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        pem("cert.pem", "CERTIFICATE", keys.getCertificate("test").getEncoded());
        pem("key.pem", "PRIVATE KEY", keys.getKey("test", PASSWORD).getEncoded());
    }

    private static void pem(String name, String label, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(
                folder.resolve(name),
                "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n");
    }

    @BeforeEach
    void start() throws Exception {
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("client", keys.getCertificate("test"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        socket =
                (SSLServerSocket)
                        context.getServerSocketFactory()
                                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        bucket = S3TestServer.shared().newBucket();
        server = new S3Faults(S3TestServer.shared().port(), socket);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private void use(String... tls) throws IOException {
        String yaml =
                S3TestServer.yaml(
                                server.port(),
                                bucket,
                                "retry_max_attempts: 1",
                                String.join(", ", tls))
                        .replace("insecure: true", "insecure: false");
        try (S3ObjectStore store =
                S3ObjectStore.open(TestBucket.config(yaml), new SimpleMeterRegistry())) {
            store.put("t/x", new byte[10]);
            assertThat(store.get("t/x")).hasSize(10);
        }
    }

    private static String file(String key, String name) {
        return key + ": " + folder.resolve(name);
    }

    @Test
    void aCertificateIsTrustedByItsAuthorityAndName() throws IOException {
        use(file("tls_ca_path", "cert.pem"), "tls_server_name: bucket.test");
        use(
                file("tls_ca_path", "cert.pem"),
                "tls_server_name: bucket.test",
                "tls_min_version: VersionTLS13",
                "tls_cipher_suites: TLS_AES_128_GCM_SHA256");
    }

    @Test
    void anUnknownAuthorityOrNameIsRefused() {
        assertThatThrownBy(this::use)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot list s3://" + bucket);
        assertThatThrownBy(() -> use(file("tls_ca_path", "cert.pem")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("localhost");
    }

    @Test
    void nothingIsCheckedWhereThatIsWanted() throws IOException {
        use("tls_insecure_skip_verify: true");
    }

    @Test
    void aClientCertificateIsShown() throws IOException {
        socket.setNeedClientAuth(true);
        use(
                "tls_insecure_skip_verify: true",
                file("tls_cert_path", "cert.pem"),
                file("tls_key_path", "key.pem"));
        assertThatThrownBy(() -> use("tls_insecure_skip_verify: true"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void refusesFilesAndSuitesThatAreNone() throws IOException {
        Files.writeString(folder.resolve("junk.pem"), "junk");
        assertThatThrownBy(() -> use(file("tls_ca_path", "missing.pem")))
                .hasMessageContaining("storage.trace.s3.tls_ca_path: cannot read")
                .hasMessageContaining("missing.pem");
        assertThatThrownBy(() -> use(file("tls_ca_path", "junk.pem")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("storage.trace.s3.tls_ca_path")
                .hasMessageContaining("junk.pem");
        assertThatThrownBy(
                        () ->
                                use(
                                        file("tls_cert_path", "cert.pem"),
                                        file("tls_key_path", "junk.pem")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("junk.pem");
        assertThatThrownBy(() -> use(file("tls_cert_path", "cert.pem")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("belong together");
        assertThatThrownBy(() -> use("tls_cipher_suites: NO_SUCH_SUITE"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("NO_SUCH_SUITE");
    }
}
