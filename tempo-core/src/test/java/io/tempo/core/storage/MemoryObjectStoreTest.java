package io.tempo.core.storage;

import io.tempo.core.testing.ObjectStoreContract;

class MemoryObjectStoreTest extends ObjectStoreContract {

    @Override
    protected ObjectStore newStore() {
        return new MemoryObjectStore();
    }
}
