package io.tempo.core.storage.s3;

import io.tempo.core.testing.S3TestServer;

import java.io.IOException;

/** Against S3Proxy, which needs nothing but Java. */
class S3ObjectStoreTest extends S3ObjectStoreContract {

    @Override
    S3TestServer server() throws IOException {
        return S3TestServer.shared();
    }
}
