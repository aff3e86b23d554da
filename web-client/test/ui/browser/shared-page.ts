import { inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the page of this run is, see `page-of-the-run.ts`. */
    pageUrl: string;
  }
}

/** The scripted page, built once for all files of a run: a build takes as long as ten tests. */
export async function sharedPage(): Promise<{ readonly url: string }> {
  const url = inject('pageUrl');
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(await answer.text());
  return { url };
}
