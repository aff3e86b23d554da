package chat.tacet.social.archive;

import chat.tacet.kit.problem.ProblemType;

/** Refusals of this feature ({@code contracts/rest.md}). */
final class ArchiveProblems {

  /** Another device was faster, or deleted it: the client asks how it stands. */
  static final ProblemType ARCHIVE_CONFLICT =
      new ProblemType("archive-conflict", 409, "The archive does not stand there any more.");

  static final ProblemType ARCHIVE_FULL =
      new ProblemType("archive-full", 409, "The archive has as much as it may have.");

  private ArchiveProblems() {}
}
