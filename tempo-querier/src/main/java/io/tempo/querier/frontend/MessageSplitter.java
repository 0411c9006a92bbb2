package io.tempo.querier.frontend;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts messages that are too large for one gRPC message: the elements of their list are spread over
 * several, and all other fields are repeated in each, but for those that only the last one has.
 *
 * @param maxBytes size from which a message is cut; 0 for never
 */
record MessageSplitter(int maxBytes) {

    /**
     * Cuts a message; a single element that is too large stays whole.
     *
     * @param list name of its list
     * @param lastOnly names of fields that belong to the end of an answer
     */
    <M extends Message> List<M> split(M message, String list, String... lastOnly) {
        if (maxBytes == 0 || message.getSerializedSize() <= maxBytes) {
            return List.of(message);
        }
        FieldDescriptor elements = message.getDescriptorForType().findFieldByName(list);
        Message last = message.toBuilder().clearField(elements).build();
        Message.Builder builder = last.toBuilder();
        for (String name : lastOnly) {
            builder.clearField(message.getDescriptorForType().findFieldByName(name));
        }
        Message rest = builder.build();
        int overhead = last.getSerializedSize();
        List<M> parts = new ArrayList<>();
        Message.Builder part = rest.toBuilder();
        int bytes = overhead;
        for (int i = 0; i < message.getRepeatedFieldCount(elements); i++) {
            Object element = message.getRepeatedField(elements, i);
            int size = size(element);
            if (bytes + size > maxBytes && part.getRepeatedFieldCount(elements) > 0) {
                parts.add(typed(part.build()));
                part = rest.toBuilder();
                bytes = overhead;
            }
            part.addRepeatedField(elements, element);
            bytes += size;
        }
        Message.Builder end = last.toBuilder();
        for (int i = 0; i < part.getRepeatedFieldCount(elements); i++) {
            end.addRepeatedField(elements, part.getRepeatedField(elements, i));
        }
        parts.add(typed(end.build()));
        return parts;
    }

    /** An element with its tag and length. */
    private static int size(Object element) {
        int length =
                element instanceof Message message
                        ? message.getSerializedSize()
                        : element.toString().length() * 3;
        return length + 8;
    }

    @SuppressWarnings("unchecked") // a copy of a message has its type
    private static <M extends Message> M typed(Message message) {
        return (M) message;
    }
}
