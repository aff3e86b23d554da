package chat.tacet.social.profile;

import static chat.tacet.kit.problem.CommonProblems.VALIDATION_FAILED;

import chat.tacet.kit.problem.FieldProblem;
import chat.tacet.kit.text.ShownText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Body of {@code PUT /profile}. */
record ProfileRequest(
    @Nullable String firstName, @Nullable String lastName, @Nullable String about) {

  private static final int MAX_NAME = 64;
  private static final int MAX_ABOUT = 500;

  /** The texts as they will be stored, or {@code validation-failed} naming every wrong field. */
  ProfileTexts checked() {
    var problems = new ArrayList<FieldProblem>();
    var texts =
        new ProfileTexts(
            name("firstName", firstName, 1, problems),
            name("lastName", lastName, 0, problems),
            about(problems));
    if (!problems.isEmpty()) {
      throw VALIDATION_FAILED.exception().withErrors(problems);
    }
    return texts;
  }

  private static String name(
      String field, @Nullable String text, int min, List<FieldProblem> problems) {
    if (text == null) {
      problems.add(new FieldProblem(field, "not-null"));
      return "";
    }
    var tidy = ShownText.tidy(text);
    if (ShownText.length(tidy) < min || ShownText.length(tidy) > MAX_NAME) {
      problems.add(new FieldProblem(field, "size"));
    } else if (!ShownText.isName(tidy)) {
      problems.add(new FieldProblem(field, "characters"));
    }
    return tidy;
  }

  private String about(List<FieldProblem> problems) {
    if (about == null) {
      problems.add(new FieldProblem("about", "not-null"));
      return "";
    }
    var tidy = ShownText.tidy(about.replace("\r\n", "\n"));
    if (ShownText.length(tidy) > MAX_ABOUT) {
      problems.add(new FieldProblem("about", "size"));
    } else if (!ShownText.isLines(tidy)) {
      problems.add(new FieldProblem("about", "characters"));
    }
    return tidy;
  }

  @Override
  public String toString() {
    return "ProfileRequest[redacted]";
  }

  /** Checked and tidy. */
  record ProfileTexts(String firstName, String lastName, String about) {}
}
