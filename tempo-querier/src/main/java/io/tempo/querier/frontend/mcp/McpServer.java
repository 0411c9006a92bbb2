package io.tempo.querier.frontend.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Ticker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Answers messages of the model context protocol, one at a time: {@code initialize}, {@code ping},
 * and the listing and use of tools and documents. Thread-safe.
 *
 * <p>Source: the protocol's specification, revision 2025-06-18, and JSON-RPC 2.0.
 *
 * @param <C> who asks
 */
public final class McpServer<C> {

    private static final Logger log = LoggerFactory.getLogger(McpServer.class);

    /** Newest first. */
    private static final List<String> REVISIONS = List.of("2025-06-18", "2025-03-26", "2024-11-05");

    private static final String CONTENT_VERSION = "1.0";
    private static final int MAX_SESSIONS = 10_000;
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Map<String, Tool<C>> tools = new LinkedHashMap<>();
    private final Function<Throwable, String> messages;
    private final Sessions sessions;

    /**
     * What a message is answered.
     *
     * @param session the session that it began, or empty
     * @param body JSON; empty for a message that takes no answer
     */
    public record Answer(Optional<String> session, Optional<String> body) {}

    /** A message that names no session, or one that there is not (any more). */
    public static final class UnknownSessionException extends Exception {

        private static final long serialVersionUID = 1L;

        private UnknownSessionException() {
            super("Invalid session ID", null, false, false);
        }
    }

    /** A message that cannot be answered, with its JSON-RPC code. */
    private static final class RpcException extends Exception {

        private static final long serialVersionUID = 1L;
        private static final int PARSE_ERROR = -32700;
        private static final int INVALID_REQUEST = -32600;
        private static final int UNKNOWN_METHOD = -32601;
        private static final int INVALID_PARAMS = -32602;
        private static final int UNKNOWN_RESOURCE = -32002;

        private final int code;

        RpcException(int code, String message) {
            super(message, null, false, false);
            this.code = code;
        }
    }

    /**
     * A server.
     *
     * @param messages what a model is told of a tool that failed
     */
    public McpServer(List<Tool<C>> tools, Function<Throwable, String> messages) {
        this(tools, messages, MAX_SESSIONS, IDLE, Ticker.systemTicker());
    }

    McpServer(
            List<Tool<C>> tools,
            Function<Throwable, String> messages,
            int maxSessions,
            Duration idle,
            Ticker ticker) {
        tools.forEach(tool -> this.tools.put(tool.name(), tool));
        this.messages = messages;
        this.sessions = new Sessions(maxSessions, idle, ticker);
    }

    /**
     * Answers a message; may block.
     *
     * @param session what the client sent as its session; empty if nothing
     * @param owner whose sessions it may use
     * @throws UnknownSessionException unless it is {@code initialize}, or names a session of its
     *     owner
     */
    public Answer answer(String message, String session, String owner, C caller)
            throws UnknownSessionException {
        JsonNode id = NODES.nullNode();
        try {
            JsonNode request = parse(message);
            JsonNode given = request.path("id");
            if (given.isTextual() || given.isIntegralNumber()) {
                id = given;
            } else if (!given.isMissingNode()) {
                throw new RpcException(
                        RpcException.INVALID_REQUEST,
                        "the id of a request is a string or a whole number");
            }
            if (!request.path("jsonrpc").asText().equals("2.0")) {
                throw new RpcException(
                        RpcException.INVALID_REQUEST, "expected \"jsonrpc\": \"2.0\"");
            }
            boolean isReply = request.has("result") || request.has("error");
            if (!request.path("method").isTextual() && !isReply) {
                throw new RpcException(
                        RpcException.INVALID_REQUEST, "the method of a request is a string");
            }
            String method = request.path("method").asText();
            JsonNode params = request.path("params");
            if (method.equals("initialize") && !given.isMissingNode()) {
                ObjectNode result = initialize(params);
                return new Answer(
                        Optional.of(sessions.begin(owner)), Optional.of(success(id, result)));
            }
            check(session, owner);
            if (isReply || given.isMissingNode()) {
                return new Answer(Optional.empty(), Optional.empty());
            }
            return answer(success(id, result(method, params, caller)));
        } catch (RpcException e) {
            return answer(failure(id, e));
        }
    }

    /** Checks that a session is there, and its owner's. */
    public void check(String session, String owner) throws UnknownSessionException {
        if (!sessions.isOpen(session, owner)) {
            throw new UnknownSessionException();
        }
    }

    /** Ends a session. */
    public void end(String session) {
        sessions.end(session);
    }

    private static Answer answer(String body) {
        return new Answer(Optional.empty(), Optional.of(body));
    }

    private static JsonNode parse(String message) throws RpcException {
        JsonNode request;
        try {
            request = JSON.readTree(message);
        } catch (JsonProcessingException e) {
            throw new RpcException(
                    RpcException.PARSE_ERROR, "the message is no JSON: " + e.getOriginalMessage());
        }
        if (request != null && request.isArray()) {
            throw new RpcException(
                    RpcException.INVALID_REQUEST, "several messages at once are not supported");
        }
        if (request == null || !request.isObject()) {
            throw new RpcException(RpcException.INVALID_REQUEST, "the message is no JSON object");
        }
        return request;
    }

    private JsonNode result(String method, JsonNode params, C caller) throws RpcException {
        return switch (method) {
            case "ping" -> NODES.objectNode();
            case "tools/list" -> listTools();
            case "tools/call" -> callTool(params, caller);
            case "resources/list" -> listDocuments();
            case "resources/read" -> readDocument(params);
            case "resources/templates/list" -> {
                ObjectNode none = NODES.objectNode();
                none.putArray("resourceTemplates");
                yield none;
            }
            default ->
                    throw new RpcException(
                            RpcException.UNKNOWN_METHOD, "there is no method " + quoted(method));
        };
    }

    private static ObjectNode initialize(JsonNode params) {
        String wanted = params.path("protocolVersion").asText();
        ObjectNode result = NODES.objectNode();
        result.put("protocolVersion", REVISIONS.contains(wanted) ? wanted : REVISIONS.getFirst());
        ObjectNode capabilities = result.putObject("capabilities");
        capabilities.putObject("tools");
        capabilities.putObject("resources");
        result.putObject("serverInfo").put("name", "tempo").put("version", "0.1.0");
        result.put(
                "instructions",
                "Finds and measures traces. Look at the names and values of attributes before you"
                        + " write a query, and read docs-traceql for the language.");
        return result;
    }

    // ---- tools ----

    private ObjectNode listTools() {
        ObjectNode result = NODES.objectNode();
        ArrayNode list = result.putArray("tools");
        for (Tool<C> tool : tools.values()) {
            ObjectNode node = list.addObject();
            node.put("name", tool.name());
            node.put("description", tool.description());
            ObjectNode schema = node.putObject("inputSchema");
            schema.put("type", "object");
            ObjectNode properties = schema.putObject("properties");
            ArrayNode required = schema.putArray("required");
            for (Tool.Argument argument : tool.arguments()) {
                ObjectNode property = properties.putObject(argument.name());
                property.put("type", "string");
                property.put("description", argument.description());
                if (!argument.choices().isEmpty()) {
                    ArrayNode choices = property.putArray("enum");
                    argument.choices().forEach(choices::add);
                }
                if (argument.required()) {
                    required.add(argument.name());
                }
            }
            node.putObject("annotations")
                    .put("readOnlyHint", true)
                    .put("destructiveHint", false)
                    .put("idempotentHint", true)
                    .put("openWorldHint", false);
        }
        return result;
    }

    private ObjectNode callTool(JsonNode params, C caller) throws RpcException {
        String name = params.path("name").asText();
        Tool<C> tool = tools.get(name);
        if (tool == null) {
            throw new RpcException(
                    RpcException.INVALID_PARAMS,
                    "there is no tool " + quoted(name) + ": expected one of " + tools.keySet());
        }
        Map<String, String> arguments = arguments(tool, params.path("arguments"));
        try {
            return content(tool.action().run(arguments, caller));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return error(messages.apply(e));
        } catch (Exception e) {
            log.debug("the tool {} failed", name, e);
            return error(messages.apply(e));
        }
    }

    private static Map<String, String> arguments(Tool<?> tool, JsonNode given) throws RpcException {
        if (!given.isMissingNode() && !given.isNull() && !given.isObject()) {
            throw new RpcException(
                    RpcException.INVALID_PARAMS, "the arguments of a tool are an object");
        }
        Map<String, String> arguments = new LinkedHashMap<>();
        for (Tool.Argument argument : tool.arguments()) {
            JsonNode value = given.path(argument.name());
            if (!value.isValueNode() && !value.isMissingNode()) {
                throw new RpcException(
                        RpcException.INVALID_PARAMS,
                        "the argument " + argument.name() + " is a string");
            }
            String text = value.isNull() ? "" : value.asText();
            if (text.isEmpty()) {
                if (argument.required()) {
                    throw new RpcException(
                            RpcException.INVALID_PARAMS,
                            "the tool "
                                    + tool.name()
                                    + " needs the argument "
                                    + argument.name()
                                    + ": "
                                    + argument.description());
                }
                continue;
            }
            if (!argument.choices().isEmpty() && !argument.choices().contains(text)) {
                throw new RpcException(
                        RpcException.INVALID_PARAMS,
                        "the argument "
                                + argument.name()
                                + " is one of "
                                + argument.choices()
                                + ", got "
                                + quoted(text));
            }
            arguments.put(argument.name(), text);
        }
        return arguments;
    }

    private static ObjectNode content(Tool.Content content) {
        ObjectNode result = NODES.objectNode();
        ObjectNode item = result.putArray("content").addObject();
        item.put("type", "text");
        item.put("text", content.text());
        ObjectNode meta = item.putObject("_meta");
        meta.put("type", content.type());
        meta.put("encoding", content.encoding());
        meta.put("version", CONTENT_VERSION);
        result.set("_meta", meta.deepCopy());
        return result;
    }

    private static ObjectNode error(String message) {
        ObjectNode result = NODES.objectNode();
        result.putArray("content").addObject().put("type", "text").put("text", message);
        result.put("isError", true);
        return result;
    }

    // ---- documents ----

    private static ObjectNode listDocuments() {
        ObjectNode result = NODES.objectNode();
        ArrayNode list = result.putArray("resources");
        for (Documents.Document document : Documents.all()) {
            list.addObject()
                    .put("uri", document.uri())
                    .put("name", document.name())
                    .put("title", document.title())
                    .put("mimeType", "text/markdown");
        }
        return result;
    }

    private static ObjectNode readDocument(JsonNode params) throws RpcException {
        String uri = params.path("uri").asText();
        Documents.Document document =
                Documents.find(uri)
                        .orElseThrow(
                                () ->
                                        new RpcException(
                                                RpcException.UNKNOWN_RESOURCE,
                                                "there is no resource " + quoted(uri)));
        ObjectNode result = NODES.objectNode();
        result.putArray("contents")
                .addObject()
                .put("uri", uri)
                .put("mimeType", "text/markdown")
                .put("text", document.text());
        return result;
    }

    // ---- envelopes ----

    private static String success(JsonNode id, JsonNode result) {
        ObjectNode answer = NODES.objectNode().put("jsonrpc", "2.0");
        answer.set("id", id);
        answer.set("result", result);
        return answer.toString();
    }

    private static String failure(JsonNode id, RpcException e) {
        ObjectNode answer = NODES.objectNode().put("jsonrpc", "2.0");
        answer.set("id", id);
        answer.putObject("error").put("code", e.code).put("message", e.getMessage());
        return answer.toString();
    }

    private static String quoted(String text) {
        return '"' + (text.length() <= 80 ? text : text.substring(0, 80) + "…") + '"';
    }
}
