package io.tempo.core.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;

/**
 * Refuses to change from HTTP/1.1 to HTTP/2 in the midst of a connection ({@code Upgrade: h2c}), as
 * RFC 9113 lets servers do: the request is answered over HTTP/1.1. Who wants HTTP/2 without TLS
 * begins with it, as gRPC clients do.
 *
 * <p>Armeria 1.36 offers the upgrade and cannot be told not to. But now and then it then sends the
 * frames of the answer to such a request in the wrong order, or none: seen with curl and with
 * Java's own client on new connections.
 */
public final class HttpUpgrades {

    private static final String UPGRADER = "HttpServerUpgradeHandler";

    /** So many bytes tell Armeria whether a connection begins with HTTP/2. */
    private static final int DECISIVE_BYTES = 4;

    private HttpUpgrades() {}

    /** For {@code ServerBuilder.childChannelPipelineCustomizer}. */
    public static void refuse(ChannelPipeline pipeline) {
        pipeline.addFirst(new Refusal());
    }

    /**
     * Lets the decisive bytes through first. Where they are not HTTP/2's, the pipeline has an
     * upgrader then, and has not seen a request yet.
     */
    private static final class Refusal extends ChannelInboundHandlerAdapter {

        private int seen;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (!(message instanceof ByteBuf bytes)) {
                ctx.fireChannelRead(message);
                return;
            }
            int more = Math.min(DECISIVE_BYTES - seen, bytes.readableBytes());
            seen += more;
            if (seen < DECISIVE_BYTES) {
                ctx.fireChannelRead(bytes);
                return;
            }
            ctx.fireChannelRead(bytes.readRetainedSlice(more));
            removeUpgrader(ctx.pipeline());
            ctx.pipeline().remove(this);
            if (bytes.isReadable()) {
                ctx.fireChannelRead(bytes);
            } else {
                bytes.release();
            }
        }

        private static void removeUpgrader(ChannelPipeline pipeline) {
            for (var entry : pipeline) {
                ChannelHandler handler = entry.getValue();
                if (handler.getClass().getSimpleName().equals(UPGRADER)) {
                    pipeline.remove(handler);
                    return;
                }
            }
        }
    }
}
