package chat.tacet.social.link;

import chat.tacet.kit.problem.ProblemType;

/** Refusals of this feature ({@code contracts/rest.md}). */
final class LinkProblems {

  static final ProblemType NOTHING_YET =
      new ProblemType("nothing-yet", 404, "Nothing has been put here yet; ask again.");

  static final ProblemType NUMBERS_DIFFER =
      new ProblemType(
          "numbers-differ", 404, "The other side ended this since the numbers were different.");

  private LinkProblems() {}
}
