import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Blocks of a page that say which file they show, and what that file holds. */
export async function shownFiles(
  page: string,
): Promise<readonly { readonly file: string; readonly shown: string; readonly holds: string }[]> {
  const text = await readFile(resolve(ROOT, page), 'utf8');
  const blocks = text.matchAll(/^<!-- (\S+) -->\n```\w+\n(.*?)^```/gms);
  return Promise.all(
    [...blocks].map(async ([, file = '', shown = '']) => ({
      file,
      shown,
      holds: await readFile(resolve(ROOT, file), 'utf8'),
    })),
  );
}
