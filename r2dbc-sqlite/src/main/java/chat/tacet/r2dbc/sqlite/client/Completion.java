package chat.tacet.r2dbc.sqlite.client;

/** Receives the end of a job on the lane's thread, so it must not run any subscriber's code. */
interface Completion<T> {

  void succeed(T value);

  void fail(Throwable error);
}
