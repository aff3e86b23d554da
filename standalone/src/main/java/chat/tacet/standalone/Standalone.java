package chat.tacet.standalone;

import chat.tacet.kit.boot.StartRefusedException;
import chat.tacet.standalone.data.DataDirectory;
import chat.tacet.standalone.redis.OwnRedis;
import chat.tacet.standalone.settings.AdminDirectory;
import chat.tacet.standalone.settings.KnownVariables;
import chat.tacet.standalone.settings.PublicAddress;
import chat.tacet.standalone.settings.Settings;
import chat.tacet.standalone.settings.Warning;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs Tacet until it is told to stop. Starts the data directory's lock, Redis, the services and
 * the gateway in this order, and stops them in the opposite one.
 *
 * <p>Arguments: none for one process, or {@code processes} for four, {@code train} for one that
 * ends as soon as everything is ready.
 */
public final class Standalone {

  private final Undo undo = new Undo();
  private final AtomicInteger exitStatus = new AtomicInteger();

  Standalone() {}

  public static void main(String[] args) {
    var wish = args.length == 0 ? "" : args[0];
    Shape shape = wish.equals("processes") ? new FourProcesses(ownDirectory()) : new OneProcess();
    new Standalone().run(shape, wish.equals("train"));
  }

  /** The build puts the jars of all services beside ours. */
  private static Path ownDirectory() {
    var jar =
        URI.create(Standalone.class.getProtectionDomain().getCodeSource().getLocation().toString());
    return Objects.requireNonNull(Path.of(jar).getParent());
  }

  void run(Shape shape, boolean training) {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    try {
      start(shape);
      if (training) {
        end(0);
      }
      new CountDownLatch(1).await();
    } catch (StartRefusedException refused) {
      Say.refusal(refused.getMessage(), refused.remedy());
      end(1);
    } catch (InterruptedException interrupted) {
      end(1);
    } catch (AlreadySaidException said) {
      end(1);
    } catch (RuntimeException unforeseen) {
      if (!undo.isRunning()) {
        Say.refusal(
            "Tacet could not start: %s.".formatted(unforeseen),
            "\"Settings\" in docs/self-hosting.md says what each variable may be.");
      }
      end(1);
    }
  }

  private void start(Shape shape) throws InterruptedException {
    var started = System.nanoTime();
    var settings = Settings.from(System.getenv());
    Ports.requireFree(settings.bind(), settings.port());
    var data = DataDirectory.open(settings.data());
    undo.add(data::close);
    data.requireWhole();
    Say.line("Starting Tacet");
    var redisUrl = settings.redisUrl().orElseGet(() -> startRedis(data, settings.redisMemoryMb()));
    var variables = Variables.of(settings, Ports.choose(), redisUrl, data.path(), System.getenv());
    shape.start(
        variables,
        Variables.ofGateway(variables, settings),
        undo,
        () -> endedByItself("A service"));
    Readiness.await(settings.bind(), settings.port());
    Say.step("ready after", System.nanoTime() - started);
    Say.line("");
    Say.line("Tacet is here:  " + settings.publicUrl());
    Say.line("Data is kept in " + data.path() + "   Ctrl-C stops Tacet.");
    PublicAddress.insecure(settings.publicUrl()).map(Warning::text).ifPresent(Say::line);
    KnownVariables.unknown(System.getenv().keySet()).map(Warning::text).ifPresent(Say::line);
    if (AdminDirectory.isElsewhere(data.path())) {
      Say.line("Administrators are answered in " + variables.get("TACET_ADMIN_DIR"));
    }
  }

  private String startRedis(DataDirectory data, int maxMemoryMb) {
    var started = System.nanoTime();
    var redis = OwnRedis.start(data.subdirectory("redis"), maxMemoryMb);
    undo.add(redis::close);
    DroppedErrors.ofRedisAreSilent();
    redis.onUnexpectedEnd(() -> endedByItself("Redis"));
    Say.step("Redis", System.nanoTime() - started);
    return redis.url();
  }

  /**
   * Half of Tacet is of no use: stop the rest in order, and let whoever supervises us start it
   * again.
   */
  private void endedByItself(String what) {
    if (!undo.isRunning()) {
      Say.refusal(what + " ended by itself.", "Tacet stops; start it again with ./tacet up.");
      end(1);
    }
  }

  @SuppressWarnings("SystemExitOutsideMain") // main is run(); the hook does the rest
  private void end(int status) {
    exitStatus.set(status);
    System.exit(status);
  }

  /**
   * The shutdown hook. Being stopped is what it was asked for, hence status 0 and not that of a
   * signal.
   */
  private void stop() {
    boolean asked = exitStatus.get() == 0;
    if (asked) {
      Say.line("");
      Say.line("Stopping Tacet");
    }
    undo.run();
    if (asked) {
      Say.line("Tacet has stopped. Everything is in place for the next start.");
    }
    Runtime.getRuntime().halt(exitStatus.get());
  }
}
