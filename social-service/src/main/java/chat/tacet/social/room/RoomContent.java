package chat.tacet.social.room;

import chat.tacet.social.account.AccountContent;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** An account that ends leaves its rooms. They stay, closed, for those who remain. */
@Component
final class RoomContent implements AccountContent {

  private final Rooms rooms;

  RoomContent(Rooms rooms) {
    this.rooms = rooms;
  }

  @Override
  public Mono<Void> erase(UUID accountId) {
    return rooms.leaveAll(accountId);
  }
}
