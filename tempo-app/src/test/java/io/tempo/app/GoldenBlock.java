package io.tempo.app;

import com.fasterxml.jackson.databind.JsonNode;

import io.tempo.core.testing.Golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A block that the reference wrote, as a file of its bucket. */
final class GoldenBlock {

    private GoldenBlock() {}

    /**
     * Puts the block where a {@link TestTempo} with its data in {@code folder} finds it.
     *
     * @param format {@code vParquet4} or {@code vParquet5}
     * @return its meta
     */
    static JsonNode put(Path folder, String format) throws IOException {
        JsonNode meta = Golden.parse(new String(Golden.object(format + "/meta.json")));
        Path block =
                folder.resolve("blocks")
                        .resolve(meta.get("tenantID").textValue())
                        .resolve(meta.get("blockID").textValue());
        Files.createDirectories(block);
        for (String object : List.of("data.parquet", "index", "bloom-0", "meta.json")) {
            Files.write(block.resolve(object), Golden.object(format + "/" + object));
        }
        return meta;
    }
}
