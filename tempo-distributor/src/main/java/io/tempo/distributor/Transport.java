package io.tempo.distributor;

/** How spans reached a receiver, as its metrics name it. */
enum Transport {
    GRPC("grpc"),
    HTTP("http");

    private final String label;

    Transport(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
