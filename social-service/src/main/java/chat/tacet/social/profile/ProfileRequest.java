package chat.tacet.social.profile;

import static chat.tacet.kit.problem.CommonProblems.VALIDATION_FAILED;

import chat.tacet.kit.problem.FieldProblem;
import chat.tacet.kit.text.ShownText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
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
    return checked(field, text, min, MAX_NAME, ShownText::isName, problems);
  }

  private String about(List<FieldProblem> problems) {
    var lines = about == null ? null : about.replace("\r\n", "\n");
    return checked("about", lines, 0, MAX_ABOUT, ShownText::isLines, problems);
  }

  private static String checked(
      String field,
      @Nullable String text,
      int min,
      int max,
      Predicate<String> isAllowed,
      List<FieldProblem> problems) {
    if (text == null) {
      problems.add(new FieldProblem(field, "not-null"));
      return "";
    }
    var tidy = ShownText.tidy(text, max).filter(fitting -> fitting.length() >= min);
    if (tidy.isEmpty()) {
      problems.add(new FieldProblem(field, "size"));
    } else if (!isAllowed.test(tidy.get())) {
      problems.add(new FieldProblem(field, "characters"));
    }
    return tidy.orElse("");
  }

  @Override
  public String toString() {
    return "ProfileRequest[redacted]";
  }

  /** Checked and tidy. */
  record ProfileTexts(String firstName, String lastName, String about) {}
}
