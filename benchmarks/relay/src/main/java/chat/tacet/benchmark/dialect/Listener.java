package chat.tacet.benchmark.dialect;

/** What a connection tells of. Called on its event loop. */
public interface Listener {

  /** The server has taken responsibility for so many more of the messages sent here, in order. */
  void confirmed(int more);

  /** A message came. */
  void received();

  /** Nothing of this kind is wanted. */
  static Listener none() {
    return new Listener() {
      @Override
      public void confirmed(int more) {}

      @Override
      public void received() {}
    };
  }
}
