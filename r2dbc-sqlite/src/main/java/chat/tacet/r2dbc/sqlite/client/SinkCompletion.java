package chat.tacet.r2dbc.sqlite.client;

import reactor.core.Disposable;
import reactor.core.publisher.MonoSink;

/** Passes a job's end on to a Mono, and remembers that the Mono was cancelled. */
final class SinkCompletion<T> implements Completion<T>, Disposable {

  private final MonoSink<T> sink;
  private volatile boolean cancelled;

  SinkCompletion(MonoSink<T> sink) {
    this.sink = sink;
  }

  @Override
  public void succeed(T value) {
    sink.success(value);
  }

  @Override
  public void fail(Throwable error) {
    if (!cancelled) { // nobody would hear it
      sink.error(error);
    }
  }

  @Override
  public void dispose() {
    cancelled = true;
  }

  @Override
  public boolean isDisposed() {
    return cancelled;
  }
}
