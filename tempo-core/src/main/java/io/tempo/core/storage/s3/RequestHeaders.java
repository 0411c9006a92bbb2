package io.tempo.core.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.tempo.core.config.S3Config;

import software.amazon.awssdk.utils.Md5Utils;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The headers by which configuration has a say in how objects are kept: storage class, tags,
 * metadata, encryption. As headers and not as typed fields, because four kinds of requests share
 * them.
 *
 * <p>Names: Amazon S3 API reference, PutObject, CopyObject and "Specifying server-side encryption".
 */
final class RequestHeaders {

    private static final String SSE = "x-amz-server-side-encryption";
    private static final String CUSTOMER_KEY = SSE + "-customer-";
    private static final String SOURCE_CUSTOMER_KEY =
            "x-amz-copy-source-server-side-encryption-customer-";

    private static final int CUSTOMER_KEY_BYTES = 32;

    private final Map<String, String> reading = new LinkedHashMap<>();
    private final Map<String, String> writing = new LinkedHashMap<>();
    private final Map<String, String> copying = new LinkedHashMap<>();
    private final Map<String, String> copyingPart = new LinkedHashMap<>();

    /**
     * @throws IOException if a key for encryption is none
     */
    RequestHeaders(S3Config config) throws IOException {
        if (!config.storageClass().isEmpty()) {
            copying.put("x-amz-storage-class", config.storageClass());
        }
        encrypt(config.sse());
        writing.putAll(copying);
        // A copy takes tags and metadata from its source.
        if (!config.tags().isEmpty()) {
            writing.put("x-amz-tagging", query(config.tags()));
        }
        config.metadata().forEach((name, value) -> writing.put("x-amz-meta-" + name, value));
        if (config.sse().type().equals("SSE-C")) {
            customerKey(customerKey(config.sse()));
        }
    }

    private void encrypt(S3Config.Sse sse) throws IOException {
        switch (sse.type()) {
            case "SSE-S3" -> copying.put(SSE, "AES256");
            case "SSE-KMS" -> {
                copying.put(SSE, "aws:kms");
                if (!sse.kmsKeyId().isEmpty()) {
                    copying.put(SSE + "-aws-kms-key-id", sse.kmsKeyId());
                }
                if (!sse.kmsEncryptionContext().isEmpty()) {
                    copying.put(SSE + "-context", base64(context(sse)));
                }
            }
            default -> {
                // None, or with the customer's key, which every request has to carry.
            }
        }
    }

    private static byte[] context(S3Config.Sse sse) throws IOException {
        byte[] context = sse.kmsEncryptionContext().getBytes(UTF_8);
        try {
            if (new ObjectMapper().readTree(context).isObject()) {
                return context;
            }
        } catch (JsonProcessingException e) {
            throw wrongContext(e);
        }
        throw wrongContext(null);
    }

    private static IOException wrongContext(Throwable cause) {
        return new IOException(
                "storage.trace.s3.sse.kms_encryption_context: expected a JSON object", cause);
    }

    private static byte[] customerKey(S3Config.Sse sse) throws IOException {
        byte[] key = sse.encryptionKey().value().getBytes(UTF_8);
        if (key.length != CUSTOMER_KEY_BYTES) {
            throw new IOException(
                    "storage.trace.s3.sse.encryption_key: expected "
                            + CUSTOMER_KEY_BYTES
                            + " bytes for SSE-C, found "
                            + key.length);
        }
        return key;
    }

    private void customerKey(byte[] key) {
        customerKey(reading, CUSTOMER_KEY, key);
        customerKey(writing, CUSTOMER_KEY, key);
        for (Map<String, String> headers : List.of(copying, copyingPart)) {
            customerKey(headers, CUSTOMER_KEY, key);
            customerKey(headers, SOURCE_CUSTOMER_KEY, key);
        }
    }

    private static void customerKey(Map<String, String> headers, String name, byte[] key) {
        headers.put(name + "algorithm", "AES256");
        headers.put(name + "key", base64(key));
        headers.put(name + "key-MD5", base64(Md5Utils.computeMD5Hash(key)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String query(Map<String, String> tags) {
        StringJoiner query = new StringJoiner("&");
        tags.forEach(
                (name, value) ->
                        query.add(
                                SdkHttpUtils.urlEncode(name)
                                        + '='
                                        + SdkHttpUtils.urlEncode(value)));
        return query.toString();
    }

    /** For requests that read an object or write a part of one. */
    Map<String, String> reading() {
        return reading;
    }

    /** For requests that make a new object. */
    Map<String, String> writing() {
        return writing;
    }

    /** For requests that make an object of another one. */
    Map<String, String> copying() {
        return copying;
    }

    /** For requests that make a part of another object. */
    Map<String, String> copyingPart() {
        return copyingPart;
    }
}
