import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { Stack } from './stack.ts';

/** Loopback addresses for each file: more people than any has. */
const PEOPLE_PER_FILE = 20;

/**
 * Before the first story and after the last. Nothing is started unless a story asks for it; each that does is told, line
 * by line, the port, how many people are there already, the folder of the data and the log.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<Stack> | undefined;
  let files = 0;
  const desk = createServer((_, response) => {
    const people = PEOPLE_PER_FILE * files++;
    started ??= Stack.start();
    started.then(
      ({ port, data, logFile }) => response.end([port, people, data, logFile].join('\n')),
      (cause: unknown) => response.writeHead(500).end(`Tacet did not start: ${String(cause)}`),
    );
  });
  await new Promise<void>((listens) => desk.listen(0, '127.0.0.1', listens));
  const address = desk.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  project.provide('sharedStackUrl', `http://127.0.0.1:${address.port}/`);
  return async () => {
    desk.closeAllConnections();
    await new Promise<void>((closed) => desk.close(() => closed()));
    const stack = await started?.catch(() => undefined);
    await stack?.dispose();
  };
}
