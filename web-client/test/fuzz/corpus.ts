import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = (target: string): URL => new URL(`corpus/${target}/`, import.meta.url);

/** Inputs that once failed or told something. They are run before anything else. */
export function readCorpus(target: string): readonly Uint8Array[] {
  if (!existsSync(folder(target))) return [];
  const names = readdirSync(folder(target)).toSorted();
  return names.map((name) => Uint8Array.from(readFileSync(new URL(name, folder(target)))));
}

/** @returns the name of the file */
export function keep(target: string, kind: 'finding' | 'telling', input: Uint8Array): string {
  const name = `${kind}-${createHash('sha256').update(input).digest('hex').slice(0, 16)}`;
  mkdirSync(folder(target), { recursive: true });
  writeFileSync(new URL(name, folder(target)), input);
  return `test/fuzz/corpus/${target}/${name}`;
}

/** The inputs that are being tried, in hexadecimal: the last ones if the process does not come back. */
export function remember(target: string, batch: readonly Uint8Array[]): void {
  const under = new URL('../../../target/fuzz/', import.meta.url);
  mkdirSync(under, { recursive: true });
  const lines = batch.map((input) => Buffer.from(input).toString('hex'));
  writeFileSync(new URL(`${target}.hex`, under), lines.join('\n'));
}
