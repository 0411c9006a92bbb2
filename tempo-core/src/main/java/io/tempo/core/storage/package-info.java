/**
 * Where blocks are kept: {@link io.tempo.core.storage.ObjectStore} over local files, memory or a
 * bucket; the layout of blocks in it; and the list of blocks of every tenant, polled and kept
 * current.
 *
 * <p>Nothing here decides what is written or deleted, and when: components do. The layout is that
 * of Tempo's object storage, so that either can read what the other wrote.
 */
package io.tempo.core.storage;
