/**
 * Has kubectl join the installation that the guide shows, with and without its PostgreSQL, and looks at what comes out.
 *
 *     node e2e-tests/src/kustomized.ts
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, SERVICES, documents, shown, type Node } from './deployed.ts';

const HOST = 'people.example.org';
/** Of another host than the manifests name by themselves: else nobody would see whether it was put in. */
const GUIDE = shown('docs/self-hosting.md', 'apiVersion: kustomize.config.k8s.io/v1beta1').replaceAll(
  'chat.example.org',
  HOST,
);
const POSTGRES = 'components: [../tacet/deploy/kubernetes/postgres]\n';
const ADDRESS = `https://${HOST}`;

const wrong = [
  ...unlike('with SQLite', joined(GUIDE), []),
  ...unlike('with PostgreSQL', joined(`${GUIDE}\n${POSTGRES}`), ['databases']),
];
for (const each of wrong) process.stderr.write(`${each}\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;

/** Laid out as the guide has it: a folder beside the clone. */
function joined(kustomization: string): readonly Node[] {
  const home = mkdtempSync(join(tmpdir(), 'tacet-kustomized-'));
  try {
    symlinkSync(ROOT, join(home, 'tacet'));
    mkdirSync(join(home, 'ours'));
    writeFileSync(join(home, 'ours', 'kustomization.yaml'), kustomization);
    return documents(
      execFileSync('kubectl', ['kustomize', '.'], { cwd: join(home, 'ours'), encoding: 'utf8' }),
    );
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** What is not as the guide promises. */
function unlike(which: string, all: readonly Node[], secrets: readonly string[]): readonly string[] {
  const text = JSON.stringify(all.map(({ value }) => value));
  const elsewhere = all.filter(
    (each) => each.at('kind').text !== 'Namespace' && each.at('metadata', 'namespace').text !== 'tacet',
  );
  return [
    ...elsewhere.map((each) => `${each.at('kind').text} ${each.at('metadata', 'name').text} is elsewhere`),
    ...SERVICES.filter((name) => !text.includes(`"registry.example.org/tacet/${name}:1"`)).map(
      (name) => `${name} has another image`,
    ),
    ...[`"TACET_PUBLIC_URL":"${ADDRESS}"`, `"host":"${HOST}"`, `"hosts":["${HOST}"]`]
      .filter((patched) => !text.includes(patched))
      .map((patched) => `no ${patched}`),
    ...secrets.filter((name) => !text.includes(`"secretName":"${name}"`)).map((name) => `no secret ${name}`),
  ].map((what) => `${which}: ${what}`);
}
