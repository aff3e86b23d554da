package chat.tacet.social.friendship;

import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;

import chat.tacet.kit.token.Caller;
import chat.tacet.social.profile.Profiles;
import chat.tacet.social.profile.User;
import chat.tacet.social.room.Fellows;
import chat.tacet.social.throttle.Rule;
import chat.tacet.social.throttle.Throttle;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Looking people up. There is no list of everybody: only the exact username finds a stranger. */
@RestController
@RequestMapping("/api/v1/social/users")
class PeopleController {

  private final Profiles profiles;
  private final Relations relations;
  private final Fellows fellows;
  private final Throttle throttle;

  PeopleController(Profiles profiles, Relations relations, Fellows fellows, Throttle throttle) {
    this.profiles = profiles;
    this.relations = relations;
    this.fellows = fellows;
    this.throttle = throttle;
  }

  @GetMapping
  Mono<Person> byUsername(
      @AuthenticationPrincipal Caller caller, @RequestParam("username") String username) {
    return throttle
        .require(Rule.LOOK_UPS, caller.accountId())
        .then(Mono.defer(() -> profiles.byUsername(username)))
        .flatMap(user -> person(caller, user))
        .switchIfEmpty(Mono.error(NOT_FOUND::exception));
  }

  /** Knowing an id is no reason to see the person: only whom one has to do with. */
  @GetMapping("/{accountId}")
  Mono<Person> byId(@AuthenticationPrincipal Caller caller, @PathVariable UUID accountId) {
    return profiles
        .byId(accountId)
        .flatMap(user -> person(caller, user))
        .filterWhen(person ->
            person.relation() == Relation.NONE
                ? fellows.areFellows(caller.accountId(), accountId)
                : Mono.just(true))
        .switchIfEmpty(Mono.error(NOT_FOUND::exception));
  }

  private Mono<Person> person(Caller caller, User user) {
    return relations
        .between(caller.accountId(), user.accountId())
        .map(relation -> new Person(user, relation));
  }

  record Person(User user, Relation relation) {}
}
