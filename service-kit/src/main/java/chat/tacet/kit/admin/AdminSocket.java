package chat.tacet.kit.admin;

import chat.tacet.kit.boot.StartRefusedException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/**
 * A Unix domain socket {@code <service>.sock}. Who may connect is decided by the directory around
 * it, which is refused unless it is its owner's alone: the mode of the socket itself does not count
 * on every system.
 *
 * <p>It works on threads of its own, so that waiting for an administrator keeps no event loop.
 */
public final class AdminSocket implements SmartLifecycle {

  /** An administrator's page of accounts asks for 500 ids of 36 characters. */
  private static final int MAX_REQUEST_BYTES = 64 * 1024;

  /** Calls at the same time; one person has one terminal or two. */
  private static final int MAX_CALLS = 4;

  /** A call is cut off then, whatever it waits for: longer than the desk's own patience. */
  private static final long MAX_CALL_S = AdminDesk.PATIENCE.toSeconds() + 5;

  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rwx------");

  private final Path directory;
  private final Path path;
  private final AdminDesk desk;
  private final Semaphore calls = new Semaphore(MAX_CALLS);
  private volatile @Nullable ServerSocketChannel server;

  AdminSocket(Path directory, String service, AdminDesk desk) {
    this.directory = directory.toAbsolutePath();
    this.path = this.directory.resolve(service + ".sock");
    this.desk = desk;
  }

  @Override
  public void start() {
    try {
      requirePrivate(directory);
      removeStale();
      var opened = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      opened.bind(UnixDomainSocketAddress.of(path));
      server = opened;
      Thread.ofVirtual().name("admin").start(() -> accept(opened));
    } catch (IOException | UnsupportedOperationException failed) {
      throw new StartRefusedException(
          "The socket for administrators cannot be made in the directory that TACET_ADMIN_DIR"
              + " names.",
          "Name a short path (at most 85 characters) that this user may write to, or none.",
          failed);
    }
  }

  private static void requirePrivate(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER));
    }
    requireClosed(directory);
  }

  /**
   * Whoever may enter is an administrator.
   *
   * @throws StartRefusedException if others than its owner may
   */
  public static void requireClosed(Path directory) throws IOException {
    var others = EnumSet.copyOf(Files.getPosixFilePermissions(directory));
    others.removeAll(OWNER);
    if (!others.isEmpty()) {
      throw new StartRefusedException(
          "The directory for administrators, %s, is open to other users.".formatted(directory),
          "Let it be for this alone, and close it: chmod 700.");
    }
  }

  /** One that a killed process left behind answers nobody, and is in the way. */
  private void removeStale() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      throw new StartRefusedException(
          "Another process of this service answers administrators in the same directory.",
          "Give each process its own directory with TACET_ADMIN_DIR.");
    } catch (IOException nobodyListens) {
      Files.delete(path);
    }
  }

  private void accept(ServerSocketChannel opened) {
    while (opened.isOpen()) {
      try {
        SocketChannel call = opened.accept();
        calls.acquireUninterruptibly();
        Thread.ofVirtual().name("admin-call").start(() -> serve(call));
      } catch (IOException closed) {
        // It ends with the service; nothing else closes it.
      }
    }
  }

  private void serve(SocketChannel call) {
    Disposable end =
        Schedulers.boundedElastic().schedule(() -> close(call), MAX_CALL_S, TimeUnit.SECONDS);
    try (call) {
      String answer = desk.answer(read(call)).block();
      if (answer != null) {
        Channels.newOutputStream(call).write((answer + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException hungUp) {
      // Whoever asked has gone; what was done is done.
    } finally {
      end.dispose();
      calls.release();
    }
  }

  /** Up to the end of the line; what is longer than a request can be is cut, and unreadable. */
  private static String read(SocketChannel call) throws IOException {
    var buffer = ByteBuffer.allocate(MAX_REQUEST_BYTES);
    while (buffer.hasRemaining() && call.read(buffer) >= 0) {
      if (buffer.position() > 0 && buffer.get(buffer.position() - 1) == '\n') {
        break;
      }
    }
    return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
  }

  private static void close(SocketChannel call) {
    try {
      call.close();
    } catch (IOException alreadyClosed) {
      // That is what was wanted.
    }
  }

  @Override
  public void stop() {
    ServerSocketChannel open = server;
    server = null;
    if (open != null) {
      try {
        open.close();
        Files.deleteIfExists(path);
      } catch (IOException leftBehind) {
        // The next start removes it.
      }
    }
  }

  @Override
  public boolean isRunning() {
    return server != null;
  }
}
