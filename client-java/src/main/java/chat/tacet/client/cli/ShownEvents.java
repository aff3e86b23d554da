package chat.tacet.client.cli;

import chat.tacet.client.Conversation;
import chat.tacet.client.Event;
import chat.tacet.client.Listener;
import chat.tacet.client.Message;
import chat.tacet.client.Request;
import java.io.PrintStream;

/** Shows what happens to a person with a terminal. */
final class ShownEvents implements Listener {

  private final PrintStream out;

  ShownEvents(PrintStream out) {
    this.out = out;
  }

  @Override
  public void onMessage(Message message) {
    out.println(Lines.of(message));
  }

  @Override
  public void onMessageChanged(Message message) {
    out.println(Lines.of(message));
  }

  @Override
  public void onMessagesMissing(Conversation conversation, long count) {
    out.println("! " + count + " missing from " + Lines.safe(conversation.person().username()));
  }

  @Override
  public void onRequest(Request request) {
    out.println(
        "* "
            + Lines.safe(request.person().username())
            + " wants to be friends: /accept or /decline");
  }

  @Override
  public void onFriendAdded(Conversation conversation) {
    out.println("* you and " + Lines.safe(conversation.person().username()) + " are friends");
  }

  @Override
  public void onFriendRemoved(Conversation conversation) {
    out.println(
        "* you and " + Lines.safe(conversation.person().username()) + " are no friends any more");
  }

  @Override
  public void onConnection(boolean connected) {
    out.println(connected ? "* connected" : "* not connected; trying again");
  }

  @Override
  public void onAlarm(Event.Alarm alarm) {
    String whose =
        alarm
            .conversation()
            .map(it -> "the keys of " + Lines.safe(it.person().username()))
            .orElse("this account");
    out.println("! " + whose + ": " + Lines.safe(alarm.code()) + ". Somebody may be attacking.");
  }

  @Override
  public void onEnded(Event.Ended.Reason reason) {
    out.println("! it is over: " + reason);
  }
}
