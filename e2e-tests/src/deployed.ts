import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

const ROOT = resolve(import.meta.dirname, '../..');
const KUBERNETES = `${ROOT}/deploy/kubernetes`;

/** A file of YAML is looked at and not believed: what is not there is an empty one. */
export class Node {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }

  at(...path: readonly (string | number)[]): Node {
    let { value } = this;
    for (const step of path) value = isRecord(value) ? value[step] : undefined;
    return new Node(value);
  }

  get text(): string {
    const { value } = this;
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
  }

  get list(): readonly Node[] {
    return Array.isArray(this.value) ? this.value.map((each) => new Node(each)) : [];
  }

  get texts(): readonly string[] {
    return this.list.map(({ text }) => text);
  }

  get keys(): readonly string[] {
    return isRecord(this.value) && !Array.isArray(this.value) ? Object.keys(this.value) : [];
  }

  /** Of a list of things with names, the one with this name. */
  named(name: string): Node {
    return this.list.find((each) => each.at('name').text === name) ?? new Node(undefined);
  }
}

function isRecord(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}

export function composeFile(): Node {
  return new Node(parse(readFileSync(`${ROOT}/docker-compose.yml`, 'utf8'), { merge: true }));
}

/** @param file in `deploy` */
export function deployed(file: string): Node {
  return new Node(parse(readFileSync(`${ROOT}/deploy/${file}`, 'utf8')));
}

/** @param path from the root of the repository */
export function page(path: string): string {
  return readFileSync(`${ROOT}/${path}`, 'utf8');
}

/** What `kustomization.yaml` names, and the secrets that `make-secrets` makes. */
export function manifests(): readonly Node[] {
  const named = deployed('kubernetes/kustomization.yaml').at('resources').texts;
  const there = readdirSync(KUBERNETES).filter(
    (file) => file.endsWith('.yaml') && file !== 'kustomization.yaml',
  );
  if (named.toSorted().join() !== there.toSorted().join()) throw new Error(`not named: ${there.join()}`);
  const made = execFileSync(`${KUBERNETES}/make-secrets`, { encoding: 'utf8' });
  return [...named.map((file) => readFileSync(`${KUBERNETES}/${file}`, 'utf8')), made].flatMap((text) =>
    parseAllDocuments(text, { merge: true }).map((document) => new Node(document.toJS())),
  );
}
