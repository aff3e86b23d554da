import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

export const ROOT = resolve(import.meta.dirname, '../..');
const KUBERNETES = `${ROOT}/deploy/kubernetes`;
const JOINS = 'kustomization.yaml';

/** As containers, images and their variables name them. */
export const SERVICES = ['auth', 'social', 'relay', 'gateway'] as const;

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

export function yaml(text: string): Node {
  return new Node(parse(text, { merge: true }));
}

export function composeFile(): Node {
  return yaml(page('docker-compose.yml'));
}

/** @param file in `deploy` */
export function deployed(file: string): Node {
  return yaml(page(`deploy/${file}`));
}

/** @param path from the root of the repository */
export function page(path: string): string {
  return readFileSync(`${ROOT}/${path}`, 'utf8');
}

/** Of a page, the indented block that begins with this line. */
export function shown(path: string, begin: string): string {
  const lines = page(path).split('\n');
  const first = lines.indexOf(`    ${begin}`);
  if (first === -1) throw new Error(`${path} does not show ${begin}`);
  const rest = lines.slice(first);
  const end = rest.findIndex((line) => line !== '' && !line.startsWith('    '));
  return rest
    .slice(0, end === -1 ? undefined : end)
    .map((line) => line.slice(4))
    .join('\n');
}

/** Every manifest in `deploy/kubernetes`, with the namespace that it ends in: its own, or that of who joins it. */
export function placed(): readonly (readonly [file: string, manifest: Node, namespace: string])[] {
  const files = readdirSync(KUBERNETES, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.yaml'),
  );
  return files.flatMap((file) => {
    const folder = dirname(file);
    const joins = files.includes(join(folder, JOINS))
      ? deployed(`kubernetes/${join(folder, JOINS)}`)
      : new Node(undefined);
    const isPatch = joins.at('patches').list.some((patch) => patch.at('path').text === basename(file));
    if (basename(file) === JOINS || isPatch) return [];
    return documents(readFileSync(`${KUBERNETES}/${file}`, 'utf8')).map(
      (each) => [file, each, joins.at('namespace').text || each.at('metadata', 'namespace').text] as const,
    );
  });
}

/** What `kustomization.yaml` names, and the secrets that `make-secrets` makes. */
export function manifests(): readonly Node[] {
  const named = deployed(`kubernetes/${JOINS}`).at('resources').texts;
  const there = readdirSync(KUBERNETES).filter((file) => file.endsWith('.yaml') && file !== JOINS);
  if (named.toSorted().join() !== there.toSorted().join()) throw new Error(`not named: ${there.join()}`);
  const made = execFileSync(`${KUBERNETES}/make-secrets`, { encoding: 'utf8' });
  return [...named.map((file) => readFileSync(`${KUBERNETES}/${file}`, 'utf8')), made].flatMap(documents);
}

export function documents(text: string): readonly Node[] {
  return parseAllDocuments(text, { merge: true }).map((document) => new Node(document.toJS()));
}
