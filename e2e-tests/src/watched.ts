import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';

const DEPLOY = resolve(import.meta.dirname, '../../deploy/observability');
const METRIC = /\b(?:tacet|jvm|process)_[a-z_]+\b/g;

/** Every query of the dashboard and of the alerts. */
export function queries(): readonly string[] {
  // JSON is YAML.
  return ['grafana/dashboards/tacet.json', 'alerts.yml'].flatMap((file) =>
    exprs(parse(readFileSync(`${DEPLOY}/${file}`, 'utf8'))),
  );
}

/** Every metric that they name. */
export function metrics(): readonly string[] {
  return [...new Set(queries().flatMap((query) => query.match(METRIC) ?? []))];
}

function exprs(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(exprs);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, held]: [string, unknown]) =>
    key === 'expr' && typeof held === 'string' ? [held] : exprs(held),
  );
}
