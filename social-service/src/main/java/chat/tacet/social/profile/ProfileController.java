package chat.tacet.social.profile;

import static chat.tacet.kit.problem.CommonProblems.NOT_FOUND;

import chat.tacet.kit.token.Caller;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/social/profile")
class ProfileController {

  private final ProfileEditing editing;
  private final Profiles profiles;

  ProfileController(ProfileEditing editing, Profiles profiles) {
    this.editing = editing;
    this.profiles = profiles;
  }

  @PutMapping
  Mono<User> put(@AuthenticationPrincipal Caller caller, @RequestBody ProfileRequest request) {
    return editing.put(caller, request.checked());
  }

  @GetMapping
  Mono<User> get(@AuthenticationPrincipal Caller caller) {
    return profiles.byId(caller.accountId()).switchIfEmpty(Mono.error(NOT_FOUND::exception));
  }
}
