import { inject } from 'vitest';
import { Stack } from './stack.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Who tells where the Tacet of this run is, see `stack-of-the-run.ts`. */
    sharedStackUrl: string;
  }
}

/**
 * The Tacet that all stories of a run share that neither end it, nor set it up, nor look into what it keeps: to start
 * one and to warm it up takes as long as a story. People of different files have different names and addresses.
 */
export async function sharedStack(): Promise<Stack> {
  const answer = await fetch(inject('sharedStackUrl'));
  const said = await answer.text();
  if (!answer.ok) throw new Error(said);
  const [port, people, data = '', logFile = ''] = said.split('\n');
  return Stack.ofOthers({ port: Number(port), people: Number(people), data, logFile });
}
