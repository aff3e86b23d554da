package chat.tacet.benchmark.floor;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.util.HashMap;
import java.util.Map;

/**
 * A bare forwarder: each message is appended to the stream of its recipient before the sender is
 * told, sent on, and deleted from the stream when the recipient acknowledges. It knows no rights,
 * no limits, no duplicates and no other node. Arguments: port, URL of Redis.
 */
public final class FloorServer {

  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int BACKLOG = 4096;

  private FloorServer() {}

  public static void main(String[] args) throws InterruptedException {
    int port = Integer.parseInt(args[0]);
    RedisAsyncCommands<byte[], byte[]> redis = redis(args[1]);
    Map<Integer, FloorConnection> connected = new HashMap<>();
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    WebSocketServerProtocolConfig config =
        WebSocketServerProtocolConfig.newBuilder()
            .websocketPath("/")
            .checkStartsWith(true)
            .subprotocols("floor")
            .build();
    Channel server =
        new ServerBootstrap()
            .group(loops)
            .channel(EpollServerSocketChannel.class)
            .option(io.netty.channel.ChannelOption.SO_BACKLOG, BACKLOG)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel fresh) {
                    fresh
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(MAX_HEADER_BYTES),
                            new WebSocketServerProtocolHandler(config),
                            new FloorConnection(redis, connected));
                  }
                })
            .bind("127.0.0.1", port)
            .sync()
            .channel();
    server.closeFuture().sync();
  }

  /** One connection for everybody, which flushes as the relay's does. */
  private static RedisAsyncCommands<byte[], byte[]> redis(String url) {
    ClientResources resources =
        ClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .nettyCustomizer(
                new NettyCustomizer() {
                  @Override
                  public void afterChannelInitialized(Channel channel) {
                    channel
                        .pipeline()
                        .addFirst(
                            new FlushConsolidationHandler(
                                FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES,
                                true));
                  }
                })
            .build();
    return RedisClient.create(resources, url).connect(ByteArrayCodec.INSTANCE).async();
  }
}
