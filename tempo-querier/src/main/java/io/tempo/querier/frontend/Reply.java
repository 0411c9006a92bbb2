package io.tempo.querier.frontend;

import java.util.List;

/**
 * An answer as API message.
 *
 * @param <M> the message
 * @param unreadable what is wrong with data that the answer is without, because it could not be
 *     read
 */
record Reply<M>(M message, List<String> unreadable) {}
