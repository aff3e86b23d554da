import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * How a text looks in base64, whatever stands before it: that depends on the position modulo three, so it is the inner part
 * of each of the three, without the characters that its neighbours share. The shorter the text, the sooner they are met by
 * chance.
 */
export function inBase64(text: string): readonly string[] {
  return [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), Buffer.from(text)])
      .toString('base64url')
      .slice(4, -4),
  );
}

/** @returns the content of every file in a folder and below @throws Error when there is none */
export async function filesBelow(folder: string): Promise<Buffer[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  if (files.length === 0) throw new Error('no files to search');
  return Promise.all(files.map((file) => readFile(join(file.parentPath, file.name))));
}
