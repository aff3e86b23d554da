package chat.tacet.standalone;

import java.util.Map;

/** A way of running the four services on this machine. */
interface Shape {

  /**
   * Starts all four, the gateway last.
   *
   * @param variables for the three services behind the gateway
   * @param gatewayVariables for the gateway
   * @param undo told how to stop each of them
   * @param failed to be run if one of them ends by itself
   */
  void start(
      Map<String, Object> variables,
      Map<String, Object> gatewayVariables,
      Undo undo,
      Runnable failed);
}
